/**
 * Numbers as people write them: decimal point or comma, groups of thousands (`1,234.5`, `1.234,5`, `1 234,5`,
 * `1'234.5`, `12,34,567`), a currency or a percent sign, brackets for negative amounts, a typographic minus.
 * Only the two roles of point and comma have to be told apart; everything else is plain from the text itself.
 */
export type DecimalMark = "." | ",";

const PLAIN = {
  ".": /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/,
  ",": /^[+-]?(?:\d+,?\d*|,\d+)(?:[eE][+-]?\d+)?$/,
} as const;

/** Blanks that do not break, thin ones and figure spaces group digits as the blank does. */
const BLANKS = /[\u00a0\u2007\u2009\u202f]/g;
const MINUS = /[−–]/g;
const CODES = "EUR|USD|GBP|CHF|JPY|CNY|INR|SEK|NOK|DKK|PLN|CZK|CAD|AUD|NZD|BRL|MXN|ZAR";
const CURRENCY = `(?:[A-Z]{0,3}\\p{Sc}[A-Z]{0,3}|${CODES})`;
/** An amount: what stands around the digits, and the digits. */
const AMOUNT = new RegExp(
  `^(?<sign>[+-]?) ?(?<before>${CURRENCY})? ?(?<inner>[+-]?)(?<digits>[\\d.,][\\d., '’]*?) ?(?<after>%|${CURRENCY})?$`,
  "u",
);
const GROUPED = {
  ".": /^(?:[1-9]\d{0,2}([ ,'’])\d{3}(?:\1\d{3})*|[1-9]\d?(?:,\d{2})+,\d{3})(?:\.\d*)?$/,
  ",": /^[1-9]\d{0,2}([ .'’])\d{3}(?:\1\d{3})*(?:,\d*)?$/,
} as const;

function plainNumber(digits: string, decimal: DecimalMark): number {
  if (!PLAIN[decimal].test(digits)) return Number.NaN;
  const value = Number(decimal === "," ? digits.replace(",", ".") : digits);
  // Adding 0 makes −0 an ordinary zero.
  return Number.isFinite(value) ? value + 0 : Number.NaN;
}

/** The parts of an amount with its signs settled, or null where the text is none. */
function amountOf(text: string): { negative: boolean; digits: string; unit: string } | null {
  const bare = text.replace(BLANKS, " ").replace(MINUS, "-");
  const inBrackets = bare.startsWith("(") && bare.endsWith(")");
  const parts = AMOUNT.exec(inBrackets ? bare.slice(1, -1).trim() : bare)?.groups;
  if (parts === undefined) return null;
  const signs = `${inBrackets ? "-" : ""}${parts.sign}${parts.inner}`;
  const units = `${parts.before ?? ""}${parts.after ?? ""}`;
  const twice = signs.length > 1 || (parts.before !== undefined && parts.after !== undefined);
  return twice ? null : { negative: signs === "-", digits: parts.digits!, unit: units };
}

/** @example parseNumber("1.234,5 €", ",") // 1234.5; NaN where it is no number */
export function parseNumber(text: string, decimal: DecimalMark = "."): number {
  const plain = plainNumber(text, decimal);
  if (!Number.isNaN(plain)) return plain;
  // Most texts are no numbers; letters alone rule one out, but for those of a currency.
  if (!/\d/.test(text)) return Number.NaN;
  const amount = amountOf(text);
  if (amount === null) return Number.NaN;
  const grouped = GROUPED[decimal].test(amount.digits);
  const digits = grouped ? amount.digits.replace(decimal === "." ? /[ ,'’]/g : /[ .'’]/g, "") : amount.digits;
  const value = plainNumber(digits, decimal);
  return amount.negative ? 0 - value : value;
}

/** What an amount is counted in: `€`, `%`; "" where it says nothing. */
export const unitOf = (text: string): string => amountOf(text)?.unit ?? "";

/** A code such as `001`: digits that say more than their value. */
export const hasLeadingZero = (text: string): boolean => /^[+-]?0\d/.test(text);

/** A whole number of so many digits that a float64 would not keep the last ones: an account, not an amount. */
export const isTooLong = (text: string): boolean => /^[+-]?\d{16,}$/.test(text) && !Number.isSafeInteger(Number(text));

const MARKS: readonly (readonly [DecimalMark, DecimalMark])[] = [
  [",", "."],
  [".", ","],
];
/** Marked cells from which on the absence of others speaks. */
const ENOUGH = 20;

interface MarkEvidence {
  /** Texts that show the mark to be the decimal one. */
  proof: { ",": number; ".": number };
  /** Texts that either reading fits: `1,234`. */
  either: { ",": number; ".": number };
}

/** Counts what the texts of a column say about their decimal mark. */
function markEvidence(texts: Iterable<string>): MarkEvidence {
  const proof = { ",": 0, ".": 0 };
  const either = { ",": 0, ".": 0 };
  const round = { ",": 0, ".": 0 };
  /** Whole numbers without a mark, of up to three digits; of more, which grouping would have marked. */
  let [short, long] = [0, 0];
  for (const text of texts) {
    const digits = /^[+-]?\d*\.?\d+$/.test(text) ? text.replace(/^[+-]/, "") : amountOf(text)?.digits;
    if (digits === undefined) continue;
    if (/^\d+$/.test(digits)) digits.length <= 3 ? short++ : long++;
    else if (/^[1-9]\d{0,2}[.,]\d{3}$/.test(digits)) {
      const mark = digits.includes(",") ? "," : ".";
      either[mark]++;
      if (digits.endsWith("0")) round[mark]++;
    } else if (GROUPED["."].test(digits) && digits.includes(",")) proof["."]++;
    else if (GROUPED[","].test(digits) && digits.includes(".")) proof[","]++;
    else if (/^\d*,\d+$|[ '’].*,/.test(digits)) proof[","]++;
    else if (/^\d*\.\d+$|[ '’].*\./.test(digits)) proof["."]++;
  }
  // Groups of thousands: small numbers go without a mark, and round ones keep their zeros. A decimal fraction
  // either always has its three places, or loses its last zeros.
  if (short > 0 && long === 0)
    for (const [mark, other] of MARKS)
      if (proof[mark] === 0 && round[mark] > 0 && either[mark] >= ENOUGH) proof[other] += either[mark];
  return { proof, either };
}

/**
 * The decimal mark that a column's texts give away; null where they do not (`1,234` alone may be either).
 * @example decimalOf(["1.234,5", "980"]) // ","
 */
export function decimalOf(texts: Iterable<string>): DecimalMark | null {
  const { proof } = markEvidence(texts);
  if (proof[","] > 10 * proof["."]) return ",";
  return proof["."] > 0 ? "." : null;
}

/** True where texts such as `1,234` stand for numbers and nothing tells thousands from thousandths. */
export function isAmbiguous(texts: Iterable<string>): boolean {
  const { proof, either } = markEvidence(texts);
  return proof[","] + proof["."] === 0 && either[","] > 0;
}
