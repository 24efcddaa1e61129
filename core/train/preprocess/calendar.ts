/**
 * Calendar parts of a date by float64 arithmetic alone, so that the ONNX graph can repeat it step by step.
 * Civil date from a day count: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
 */
import type { CalendarPart, CyclicPart } from "../model.ts";

export const CALENDAR_PARTS: readonly CalendarPart[] = [
  "year",
  "month",
  "day",
  "weekday",
  "hour",
  "day_of_year",
  "days",
];

/** After how many steps a part comes round again. */
export const PERIODS: Readonly<Record<CyclicPart, number>> = {
  month: 12,
  day: 31,
  weekday: 7,
  hour: 24,
  day_of_year: 365.25,
};

export const isCyclic = (part: CalendarPart): part is CyclicPart => part in PERIODS;

export const DAY_MS = 86_400_000;
export const HOUR_MS = 3_600_000;

/** Years here begin on 1 March, which puts the leap day last. */
interface MarchDate {
  year: number;
  /** 0 = March … 11 = February. */
  month: number;
  day: number;
}

function marchDate(days: number): MarchDate {
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const month = Math.floor((5 * dayOfYear + 2) / 153);
  return { year: yearOfEra + era * 400, month, day: dayOfYear - Math.floor((153 * month + 2) / 5) + 1 };
}

/** January and February belong to the next civil year. */
const civilYear = ({ year, month }: MarchDate): number => year + Math.floor(month / 10);

/** Days from the epoch to 1 January of a civil year. */
function newYear(year: number): number {
  const before = year - 1;
  return 365 * before + Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400) - 719_162;
}

/**
 * One part of a moment in UTC: month, day and day_of_year from 1, weekday 0 (Monday) … 6, hour 0 … 23, days since
 * 1970-01-01.
 * @param ms epoch milliseconds; NaN gives NaN
 * @example calendarPart(Date.UTC(2024, 1, 29, 13), "day_of_year") // 60
 */
export function calendarPart(ms: number, part: CalendarPart): number {
  const days = Math.floor(ms / DAY_MS);
  switch (part) {
    case "days":
      return days;
    case "hour":
      return Math.floor((ms - days * DAY_MS) / HOUR_MS);
    case "weekday":
      return days + 3 - Math.floor((days + 3) / 7) * 7;
    case "year":
      return civilYear(marchDate(days));
    case "month": {
      const { month } = marchDate(days);
      return month + 3 - 12 * Math.floor(month / 10);
    }
    case "day":
      return marchDate(days).day;
    case "day_of_year":
      return days - newYear(civilYear(marchDate(days))) + 1;
  }
}

/** The cosine is the sine a quarter later: the graph has one operation for both. */
export const QUARTER = Math.PI / 2;

export const radiansPerStep = (part: CyclicPart): number => (2 * Math.PI) / PERIODS[part];

/** Sine of where on its circle a part of a moment stands, some radians later; 0 for a missing moment. */
export function waveOf(ms: number, part: CyclicPart, shift: number): number {
  const wave = Math.sin(calendarPart(ms, part) * radiansPerStep(part) + shift);
  return Number.isNaN(wave) ? 0 : wave;
}
