/** Which date pattern a column of texts was written with, by the evidence of all its texts. */
import { type DateFormat, dateFormat } from "./date-format.ts";

const NUMERIC = ["/", "-", "."].flatMap((mark) =>
  ["%d|%m|%Y", "%m|%d|%Y", "%d|%m|%y", "%m|%d|%y", "%Y|%m|%d"].map((order) => order.replaceAll("|", mark)),
);
const NAMED = [
  "%d%b%Y",
  "%d-%b-%Y",
  "%d-%b-%y",
  "%d %b %Y",
  "%d %B %Y",
  "%b %d, %Y",
  "%B %d, %Y",
  "%b %d %Y",
  "%B %d %Y",
];
const TIMES = [
  "",
  " %H:%M",
  " %H:%M:%S",
  " %H:%M:%S.%f",
  " %I:%M %p",
  " %I:%M:%S %p",
  "T%H:%M:%S",
  ", %H:%M",
  ":%H:%M:%S",
];
const MONTHS = ["%Y-%m", "%m/%Y", "%b %Y", "%B %Y", "%b-%Y", "%b-%y"];

/** ISO first: nothing else reads the same texts but `%Y-%m-%d`, which it covers. */
const CANDIDATES: readonly DateFormat[] = [
  "iso",
  ...[...NUMERIC, ...NAMED].flatMap((date) => TIMES.map((time) => date + time)),
  "%Y%m%d",
  ...MONTHS,
].map(dateFormat);

/** Texts that may fail and still leave the column one of dates. */
export const DATE_TOLERANCE = 0.01;

export interface DateReading {
  format: DateFormat;
  /** Other patterns that read every text as well, only with day and month exchanged. */
  rival: DateFormat | null;
}

const couldBeDate = (text: string): boolean => text.length >= 6 && text.length <= 40 && /\d/.test(text);

const swapped = (a: string, b: string): boolean =>
  a !== b && a.replace("%d", "%?").replace("%m", "%d").replace("%?", "%m") === b;

/** Steps back in time from one value to the next: rows of a stream take few. */
function backSteps(times: readonly number[]): number {
  let steps = 0;
  for (let i = 1; i < times.length; i++) if (times[i]! < times[i - 1]!) steps++;
  return steps;
}

/**
 * Finds the pattern of a column from its distinct texts in order of appearance, or null where they are no dates.
 * Where day-first and month-first both read everything (no day beyond 12), the reading that leaves the texts
 * better in order wins, else day-first; the other is given as `rival`.
 */
export function detectDates(texts: readonly string[]): DateReading | null {
  if (texts.length === 0) return null;
  const head = texts.slice(0, 50);
  if (head.filter(couldBeDate).length < 0.9 * head.length) return null;
  const fits = (format: DateFormat, among: readonly string[], tolerance: number) => {
    let failures = 0;
    for (const text of among)
      if (Number.isNaN(format.parse(text)) && ++failures > tolerance * among.length) return false;
    return true;
  };
  const [iso] = CANDIDATES;
  if (fits(iso!, head, 0.1) && fits(iso!, texts, DATE_TOLERANCE)) return { format: iso!, rival: null };
  const fitting = CANDIDATES.filter((format) => fits(format, head, 0.1) && fits(format, texts, DATE_TOLERANCE));
  const [first] = fitting;
  if (first === undefined) return null;
  const rival = fitting.find((other) => swapped(first.pattern, other.pattern)) ?? null;
  if (rival === null) return { format: first, rival: null };
  // One of the two may read a few texts that the other cannot: a day beyond 12.
  const failures = (format: DateFormat) => texts.filter((text) => Number.isNaN(format.parse(text))).length;
  const [ours, theirs] = [failures(first), failures(rival)];
  if (ours !== theirs) return { format: ours < theirs ? first : rival, rival: null };
  const better = backSteps(texts.map(rival.parse)) < backSteps(texts.map(first.parse)) ? rival : first;
  return { format: better, rival: better === first ? rival : first };
}
