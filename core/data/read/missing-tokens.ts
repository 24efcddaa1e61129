/** Texts that stand for "no value". Compared without regard to case. */

/** In any column. `none` and `unknown` are not among them: they are categories as often as not. */
const TOKENS: ReadonlySet<string> = new Set([
  "",
  "na",
  "n/a",
  "#n/a",
  "<na>",
  "n.a.",
  "nan",
  "nat",
  "null",
  "#null!",
  "<null>",
  "(null)",
  "\\n",
  "?",
  "-",
  "--",
  "–",
  "—",
]);

/** In a column of numbers or dates, where no text can be meant: R, SAS, spreadsheets and loggers write these. */
const NUMBER_TOKENS: ReadonlySet<string> = new Set([
  ...TOKENS,
  ".",
  "..",
  "*",
  "nd",
  "n.d.",
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

const longest = (tokens: ReadonlySet<string>): number => Math.max(...[...tokens].map((token) => token.length));
const [LONGEST, LONGEST_NUMBER] = [longest(TOKENS), longest(NUMBER_TOKENS)];

export const isMissingToken = (text: string): boolean => text.length <= LONGEST && TOKENS.has(text.toLowerCase());
export const isMissingNumber = (text: string): boolean =>
  text.length <= LONGEST_NUMBER && NUMBER_TOKENS.has(text.toLowerCase());
