/** Cells of a preview as a person reads them. */
import { DASH } from "./numbers.ts";

const MOMENT = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(:\d{2})\.\d{3}Z$/;

/** @example previewCell("2011-01-01T00:00:00.000Z") // "2011-01-01" */
export function previewCell(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return DASH;
  // No marks between thousands: it may be a year or a number of a ward.
  if (typeof value === "number") return String(Number.isInteger(value) ? value : Number(value.toPrecision(7)));
  const [, day, minutes, seconds] = MOMENT.exec(value) ?? [];
  if (day === undefined) return value;
  if (seconds !== ":00") return `${day} ${minutes}${seconds}`;
  return minutes === "00:00" ? day : `${day} ${minutes}`;
}

/** The engine's notes also tell of flags of the command line, which a page has no use for. */
export const withoutFlags = (note: string): string =>
  note
    .split(/(?<=\.) /)
    .filter((sentence) => !/(^|\s)--\w/.test(sentence))
    .join(" ");
