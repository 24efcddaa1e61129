/** Plain numbers from bytes, as the language would read them. */
import type { DecimalMark } from "./number.ts";
import type { ValueReader } from "./value-cells.ts";

const ZERO = 48;
const PLUS = 43;
const MINUS = 45;
/** Integers of so many digits, and powers of ten so high, are exact in a float64 (Clinger 1990). */
const EXACT_DIGITS = 15;
const EXACT_POWER = 22;
const POWERS = Float64Array.from({ length: EXACT_POWER + 1 }, (_, power) => 10 ** power);
/** What the language reads, where it is too long to be read here; a whole number may be an account and is not. */
const LONG = {
  ".": /^[+-]?(?:\d+\.\d*|\.\d+|\d+(?=[eE]))(?:[eE][+-]?\d+)?$/,
  ",": /^[+-]?(?:\d+,\d*|,\d+|\d+(?=[eE]))(?:[eE][+-]?\d+)?$/,
} as const;

function longNumber(text: string, mark: DecimalMark): number {
  if (!LONG[mark].test(text)) return Number.NaN;
  const value = Number(mark === "," ? text.replace(",", ".") : text);
  return Number.isFinite(value) ? value + 0 : Number.NaN;
}

export interface PlainNumbers {
  read: ValueReader;
  /** True once a number with a decimal mark was read. */
  readonly marked: boolean;
}

/**
 * A reader of sign, digits, decimal mark and exponent, correctly rounded. A leading zero (`007`) is odd: it may be
 * a code; so is a whole number of more than 15 digits.
 * @example plainNumbers(".").read(Buffer.from("-1.5"), 0, 4) // -1.5
 */
export function plainNumbers(mark: DecimalMark): PlainNumbers {
  const decimal = mark.charCodeAt(0);
  let marked = false;
  const read: ValueReader = (bytes, start, end) => {
    const sign = bytes[start]!;
    const first = sign === MINUS || sign === PLUS ? start + 1 : start;
    let at = first;
    let value = 0;
    for (; at < end; at++) {
      const digit = bytes[at]! - ZERO;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    const whole = at - first;
    if (whole > 1 && bytes[first] === ZERO) return Number.NaN;
    let places = 0;
    if (at < end && bytes[at] === decimal) {
      const point = ++at;
      for (; at < end; at++) {
        const digit = bytes[at]! - ZERO;
        if (digit < 0 || digit > 9) break;
        value = value * 10 + digit;
      }
      places = at - point;
    }
    const digits = whole + places;
    if (places > 0) marked = true;
    if (at < end || digits > EXACT_DIGITS)
      return digits > 0 ? longNumber(bytes.toString("latin1", start, end), mark) : Number.NaN;
    if (digits === 0) return Number.NaN;
    if (places > 0) value /= POWERS[places]!;
    // Taking from 0, or adding to it, makes −0 an ordinary zero.
    return sign === MINUS ? 0 - value : value;
  };
  return {
    read,
    get marked() {
      return marked;
    },
  };
}
