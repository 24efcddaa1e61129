/** Times and durations as a person says them. */
import { locale } from "../texts/index.ts";

const STEPS = [
  { unit: "year", ms: 31_557_600_000 },
  { unit: "month", ms: 2_629_800_000 },
  { unit: "day", ms: 86_400_000 },
  { unit: "hour", ms: 3_600_000 },
  { unit: "minute", ms: 60_000 },
  { unit: "second", ms: 1000 },
] as const;

const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
const day = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric" });
const moment = new Intl.DateTimeFormat(locale, {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
});
const clock = new Intl.DateTimeFormat(locale, { timeStyle: "medium" });
const full = new Intl.DateTimeFormat(locale, { dateStyle: "full", timeStyle: "medium" });

/** @example ago("2026-11-20T10:00:00Z", now) // "yesterday" */
export function ago(at: string, now: number = Date.now()): string {
  const ms = Date.parse(at) - now;
  const step = STEPS.find(({ ms: size }) => Math.abs(ms) >= size);
  return step ? relative.format(Math.trunc(ms / step.ms), step.unit) : relative.format(0, "second");
}

export const dayOf = (at: string): string => day.format(Date.parse(at));
export const momentOf = (at: string): string => moment.format(Date.parse(at));
export const fullTime = (at: string): string => full.format(Date.parse(at));

/** @example clockTime(Date.now()) // "14:03:20" */
export const clockTime = (at: number): string => clock.format(at);

/** @example duration(95_000) // "1 min 35 sec" */
export function duration(ms: number): string {
  const part = (value: number, unit: "day" | "hour" | "minute" | "second" | "millisecond", digits = 0) =>
    new Intl.NumberFormat(locale, {
      style: "unit",
      unit,
      unitDisplay: "short",
      maximumFractionDigits: digits,
    }).format(value);
  if (ms < 1000) return part(Math.max(ms, 0), "millisecond", ms < 10 ? 1 : 0);
  if (ms < 10_000) return part(ms / 1000, "second", 1);
  if (ms < 60_000) return part(ms / 1000, "second");
  if (ms < 3_600_000)
    return `${part(Math.floor(ms / 60_000), "minute")} ${part(Math.floor((ms % 60_000) / 1000), "second")}`;
  if (ms < 86_400_000)
    return `${part(Math.floor(ms / 3_600_000), "hour")} ${part(Math.floor((ms % 3_600_000) / 60_000), "minute")}`;
  return `${part(Math.floor(ms / 86_400_000), "day")} ${part(Math.floor((ms % 86_400_000) / 3_600_000), "hour")}`;
}
