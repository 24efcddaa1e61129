/** Numbers as tables write them: sign, decimal point or comma, exponent, groups of thousands. */
export type DecimalMark = "." | ",";

const PATTERNS = {
  ".": { plain: /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/, grouped: /^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/ },
  ",": { plain: /^[+-]?(?:\d+,?\d*|,\d+)(?:[eE][+-]?\d+)?$/, grouped: /^[+-]?\d{1,3}(?:\.\d{3})+(?:,\d+)?$/ },
} as const;

/** @example parseNumber("1.234,5", ",") // 1234.5; NaN where it is no number */
export function parseNumber(text: string, decimal: DecimalMark = "."): number {
  const { plain, grouped } = PATTERNS[decimal];
  const group = decimal === "." ? "," : ".";
  const digits = plain.test(text) ? text : grouped.test(text) ? text.replaceAll(group, "") : null;
  if (digits === null) return Number.NaN;
  const value = Number(digits.replace(",", "."));
  return Number.isFinite(value) ? value + 0 : Number.NaN;
}

/** A code such as `001`: digits that say more than their value. */
export const hasLeadingZero = (text: string): boolean => /^[+-]?0\d/.test(text);
