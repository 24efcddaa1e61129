/** Dates in the common ISO forms from bytes. */
import { parseIso } from "./date-format.ts";
import type { ValueReader } from "./value-cells.ts";

const DASH = 45;
const COLON = 58;
const LETTER_T = 84;
const BLANK = 32;
const MINUTE = 60_000;

function twoDigits(bytes: Buffer, at: number): number {
  const [tens, ones] = [bytes[at]! - 48, bytes[at + 1]! - 48];
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? 10 * tens + ones : Number.NaN;
}

/**
 * A reader of `2011-01-31` and `2011-01-31 07:30[:00]` to epoch milliseconds, UTC; everything else is odd.
 * @example plainDateReader()(Buffer.from("1970-01-01 00:01"), 0, 16) // 60000
 */
export function plainDateReader(): ValueReader {
  // Neighbouring rows are often of one day, and the calendar takes longer than the clock.
  let lastDay = Number.NaN;
  let lastTime = Number.NaN;
  return (bytes, start, end) => {
    const length = end - start;
    if ((length !== 10 && length !== 16 && length !== 19) || bytes[start + 4] !== DASH || bytes[start + 7] !== DASH)
      return Number.NaN;
    const year = 100 * twoDigits(bytes, start) + twoDigits(bytes, start + 2);
    const day = 10_000 * year + 100 * twoDigits(bytes, start + 5) + twoDigits(bytes, start + 8);
    if (day !== lastDay) [lastDay, lastTime] = [day, parseIso(bytes.toString("latin1", start, start + 10))];
    if (length === 10) return lastTime;
    const separator = bytes[start + 10];
    if ((separator !== BLANK && separator !== LETTER_T) || bytes[start + 13] !== COLON) return Number.NaN;
    const [hour, minute] = [twoDigits(bytes, start + 11), twoDigits(bytes, start + 14)];
    const second = length === 19 && bytes[start + 16] === COLON ? twoDigits(bytes, start + 17) : 0;
    if (!(hour <= 23 && minute <= 59 && second <= 59) || (length === 19 && bytes[start + 16] !== COLON))
      return Number.NaN;
    return lastTime + (60 * hour + minute) * MINUTE + 1000 * second;
  };
}
