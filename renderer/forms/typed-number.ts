/** Numbers as they are typed: with a decimal point or a decimal comma, and shown as the reader's language writes them. */
import { locale } from "../texts/index.ts";

/** @returns NaN where it is none. @example typedNumber("0,5") // 0.5 */
export const typedNumber = (text: string): number =>
  text.trim() === "" ? Number.NaN : Number(text.trim().replace(",", "."));

/** All digits, so that what is shown can be typed back. @example shownNumber(0.5) // "0,5" in German */
export const shownNumber = (value: number): string =>
  new Intl.NumberFormat(locale, { maximumSignificantDigits: 15, useGrouping: false }).format(value);
