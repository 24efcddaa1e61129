/** Numbers as a reader wants them in a sentence. */
import { type Noun, plural } from "../contract/index.ts";

export { list, metricWords, plural, say } from "../contract/index.ts";

/** Four significant digits, no needless zeros. @example figure(51.23456) // "51.23" */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size >= 1000 && size < 1e7) return String(Math.round(value));
  return String(Number(value.toPrecision(4)));
}

/** @example percent(0.0312) // "3.1 %" */
export function percent(share: number): string {
  const value = share * 100;
  const size = Math.abs(value);
  if (size > 0 && size < 0.1) return "under 0.1 %";
  return `${Number(value.toFixed(size >= 10 ? 0 : 1))} %`;
}

const UNITS: readonly [Noun, number][] = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1000],
];

/** A span of time in its largest unit that is reached. @example duration(7_200_000) // "2 hours" */
export function duration(ms: number): string {
  const [unit, size] = UNITS.find(([, each]) => ms >= each) ?? UNITS.at(-1)!;
  const count = Number((ms / size).toFixed(ms / size >= 10 ? 0 : 1));
  return plural(count, unit);
}
