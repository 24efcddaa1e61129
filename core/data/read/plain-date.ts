/** Dates in the common ISO forms from bytes. */
import { parseIso } from "./date-format.ts";
import type { ValueReader } from "./value-cells.ts";

const DASH = 45;
const COLON = 58;
const LETTER_T = 84;
const BLANK = 32;
const MINUTE = 60_000;

/** Two digits as a number, −1 where they are none. */
function twoDigits(bytes: Buffer, at: number): number {
  const tens = bytes[at]! - 48;
  const ones = bytes[at + 1]! - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? 10 * tens + ones : -1;
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
    const century = twoDigits(bytes, start);
    const year = twoDigits(bytes, start + 2);
    const month = twoDigits(bytes, start + 5);
    const dayOfMonth = twoDigits(bytes, start + 8);
    if (century < 0 || year < 0 || month < 0 || dayOfMonth < 0) return Number.NaN;
    const day = 1_000_000 * century + 10_000 * year + 100 * month + dayOfMonth;
    if (day !== lastDay) {
      lastDay = day;
      lastTime = parseIso(bytes.toString("latin1", start, start + 10));
    }
    if (length === 10) return lastTime;
    const separator = bytes[start + 10];
    if ((separator !== BLANK && separator !== LETTER_T) || bytes[start + 13] !== COLON) return Number.NaN;
    const hour = twoDigits(bytes, start + 11);
    const minute = twoDigits(bytes, start + 14);
    const second = length === 16 ? 0 : bytes[start + 16] === COLON ? twoDigits(bytes, start + 17) : -1;
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return Number.NaN;
    return lastTime + (60 * hour + minute) * MINUTE + 1000 * second;
  };
}
