/** Numbers as tables write them: sign, decimal point or comma, exponent, groups of thousands. */
export type DecimalMark = "." | ",";

/** Up to 15 digits over a power of ten that is exact in float64, so that the division rounds correctly. */
const POWERS = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

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

/** Reads numbers from bytes[start, end) without making a string where digits and one mark are all there is. */
export function createNumberReader(bytes: Buffer, decimal: DecimalMark): (start: number, end: number) => number {
  const mark = decimal.charCodeAt(0);
  return (start, end) => {
    let at = start;
    const sign = bytes[at];
    if (sign === 45 || sign === 43) at++;
    let mantissa = 0;
    let digits = 0;
    let scale = -1;
    for (; at < end; at++) {
      const digit = bytes[at]! - 48;
      if (digit >= 0 && digit <= 9) {
        mantissa = mantissa * 10 + digit;
        digits++;
        if (scale >= 0) scale++;
      } else if (bytes[at] === mark && scale < 0) scale = 0;
      else break;
    }
    if (digits === 0) return Number.NaN;
    if (at < end || digits > 15) return parseNumber(bytes.toString("utf8", start, end), decimal);
    const value = scale > 0 ? mantissa / POWERS[scale]! : mantissa;
    return sign === 45 ? 0 - value : value;
  };
}
