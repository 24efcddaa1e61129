/** Numbers as a person reads them, in the chosen language. */
import type { MetricName } from "../../core/contract/names.ts";
import { locale } from "../texts/index.ts";

const formats = new Map<string, Intl.NumberFormat>();

function format(value: number, options: Intl.NumberFormatOptions): string {
  const key = JSON.stringify(options);
  const known = formats.get(key) ?? new Intl.NumberFormat(locale, options);
  formats.set(key, known);
  return known.format(value);
}

export const DASH = "–";

export const integer = (value: number): string => format(value, { maximumFractionDigits: 0 });

/** A share, 0 to 1, in percent. @example percent(0.8123) // "81%" */
export const percent = (share: number, digits = 0): string =>
  format(share, { style: "percent", minimumFractionDigits: digits, maximumFractionDigits: digits });

/** A share without needless zeros. @example shortPercent(0.015) // "1.5%" */
export const shortPercent = (share: number): string => format(share, { style: "percent", maximumSignificantDigits: 3 });

/** Any quantity, with as many digits as say something. @example quantity(12345.67) // "12,346" */
export function quantity(value: number, digits = 4): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e12))
    return format(value, { notation: "scientific", maximumSignificantDigits: 3 });
  return size >= 10 ** digits
    ? integer(value)
    : format(value, { maximumSignificantDigits: digits, useGrouping: "min2" });
}

/** A quantity in full, however small. @example decimals(0.00001) // "0.00001" */
export const decimals = (value: number): string =>
  Math.abs(value) < 1e-4 ? format(value, { maximumSignificantDigits: 3 }) : quantity(value);

export const fixed = (value: number, digits: number): string =>
  format(value, { minimumFractionDigits: digits, maximumFractionDigits: digits });

const SHARES: ReadonlySet<MetricName> = new Set<MetricName>(["accuracy", "precision", "recall", "mape"]);
const UNITS: ReadonlySet<MetricName> = new Set<MetricName>(["mse", "rmse", "mae"]);

/** A metric's value: shares in percent, errors in the target's unit, the rest with three decimals. */
export function metricValue(name: MetricName, value: number | null | undefined): string {
  if (value === null || value === undefined) return DASH;
  if (SHARES.has(name)) return percent(value, 1);
  return UNITS.has(name) ? quantity(value) : fixed(value, 3);
}

/** An effect size such as PSI. */
export const effect = (value: number | null): string => (value === null ? DASH : fixed(value, 3));

export function bytes(value: number): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;
  const step = value < 1 ? 0 : Math.min(Math.floor(Math.log(value) / Math.log(1024)), units.length - 1);
  const unit = units[step] ?? "byte";
  return format(value / 1024 ** step, { style: "unit", unit, maximumFractionDigits: step > 2 ? 1 : 0 });
}
