/** Texts that stand for "no value". Compared without regard to case. */

/** In any column. `none` and `unknown` are not among them: they are categories as often as not. */
const TOKENS: ReadonlySet<string> = new Set(["", "na", "n/a", "#n/a", "<na>", "n.a.", "nan", "null", "?", "-", "--"]);

/** In a column of numbers, where no text can be meant: R, SAS, spreadsheets and loggers write these. */
const NUMBER_TOKENS: ReadonlySet<string> = new Set([
  ...TOKENS,
  ".",
  "none",
  "nil",
  "missing",
  "unknown",
  "inf",
  "-inf",
  "+inf",
  "infinity",
  "-infinity",
  "#div/0!",
  "#value!",
  "#ref!",
  "#num!",
  "#name?",
]);

export const isMissingToken = (text: string): boolean => TOKENS.has(text.toLowerCase());
export const isMissingNumber = (text: string): boolean => NUMBER_TOKENS.has(text.toLowerCase());
