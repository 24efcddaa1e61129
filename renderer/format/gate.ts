/** The gate names its checks in plain English; most are known by name and said in the language of the pages. */
import type { MetricName } from "../../core/contract/names.ts";
import { t } from "../texts/index.ts";

const isMetric = (name: string): name is MetricName => name in t.metrics;

/** @example checkName("roc_auc not worse") // "ROC-AUC not worse" */
export function checkName(name: string): string {
  const { checks, notWorse, group } = t.models.gate;
  const known = checks[name];
  if (known !== undefined) return known;
  const metric = /^(\w+) not worse$/.exec(name)?.[1];
  if (metric !== undefined && isMetric(metric)) return notWorse(t.metrics[metric].name);
  const [, column, level] = /^loss where (.+) is (.+) not worse$/.exec(name) ?? [];
  return column === undefined || level === undefined ? name : group(column, level);
}
