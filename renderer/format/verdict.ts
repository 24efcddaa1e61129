/** What a model's figures mean, in one sentence a clinician can repeat. */
import type { ClassLabel, Metrics, Task } from "../../core/contract/names.ts";
import { t } from "../texts/index.ts";
import { fixed, integer, percent, quantity } from "./numbers.ts";

/** @example verdict("binary", { accuracy: 0.812 }, "Outcome") // "Right for 81 of 100 cases it had never seen." */
export function verdict(task: Task, metrics: Metrics, target: string): string {
  if (task === "regression") {
    const { mae, r2 } = metrics;
    if (mae === null || mae === undefined) return t.verdict.noError;
    const error = t.verdict.error(target, quantity(mae, 3));
    return r2 === null || r2 === undefined || r2 <= 0 ? error : `${error} ${t.verdict.explains(percent(r2))}`;
  }
  const { accuracy } = metrics;
  if (accuracy === null || accuracy === undefined) return t.verdict.noAccuracy;
  return t.verdict.right(integer(Math.round(accuracy * 100)));
}

/** The second sentence: what it finds, and what its word is worth. Null where that is not known. */
export function findsVerdict(positive: ClassLabel | null, { recall, precision }: Metrics): string | null {
  if (positive === null || recall == null || precision == null) return null;
  const ofHundred = (share: number) => integer(Math.round(share * 100));
  return t.verdict.finds(String(positive), ofHundred(recall), ofHundred(precision));
}

/** The third: what the ranking is worth. */
export function rankingVerdict(task: Task, metrics: Metrics): string | null {
  const auc = metrics.roc_auc;
  if (task !== "binary" || auc === null || auc === undefined) return null;
  return t.verdict.ranking(integer(Math.round(auc * 100)), fixed(auc, 3));
}
