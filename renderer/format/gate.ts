/** The gate names its checks in plain English; most are known by name and said in the language of the pages. */
import type { MetricName } from "../../core/contract/names.ts";
import { inWords, t } from "../texts/index.ts";
import { DASH, decimals, shortPercent } from "./numbers.ts";

const isMetric = (name: string): name is MetricName => name in t.metrics;

/** @example checkName("roc_auc not worse") // "ROC-AUC not worse" */
export function checkName(name: string): string {
  const { checks, notWorse, group } = t.models.gate;
  const known = checks[name];
  if (known !== undefined) return known;
  const metric = /^(\w+) not worse$/.exec(name)?.[1];
  if (metric !== undefined && isMetric(metric)) return notWorse(t.metrics[metric].name);
  const [, column, level] = /^loss where (.+) is (.+) not worse$/.exec(name) ?? [];
  return column === undefined || level === undefined ? inWords(name) : group(column, level);
}

/** Checks whose figures are shares. */
const SHARES: ReadonlySet<string> = new Set(["gain worth a change"]);
/** Of anything that a check measures, nothing. */
const NOTHING = 1e-6;

/**
 * What a check found, or allows.
 * @example figureOf("parity", 2.2e-16) // "under 0.000001"
 * @example figureOf("gain worth a change", 0.01) // "1%"
 */
export function figureOf(name: string, value: number | null): string {
  if (value === null) return DASH;
  if (SHARES.has(name)) return shortPercent(value);
  return value !== 0 && Math.abs(value) < NOTHING ? t.models.gate.under(decimals(NOTHING)) : decimals(value);
}
