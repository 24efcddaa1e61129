/** What a model's figures mean, in one sentence a clinician can repeat. */
import type { Metrics, Task } from "../../core/contract/names.ts";
import { fixed, integer, percent, quantity } from "./numbers.ts";

/** @example verdict("binary", { accuracy: 0.812 }, "Outcome") // "Right for 81 of 100 rows it had never seen." */
export function verdict(task: Task, metrics: Metrics, target: string): string {
  if (task === "regression") {
    const { mae, r2 } = metrics;
    if (mae === null || mae === undefined) return "Its error could not be measured.";
    const share = r2 === null || r2 === undefined || r2 <= 0 ? "" : ` It explains ${percent(r2)} of the differences.`;
    return `Off by ${quantity(mae, 3)} on average when it predicts ${target}.${share}`;
  }
  const { accuracy } = metrics;
  if (accuracy === null || accuracy === undefined) return "How often it is right could not be measured.";
  return `Right for ${integer(Math.round(accuracy * 100))} of 100 rows it had never seen.`;
}

/** The second sentence: what the ranking is worth. */
export function rankingVerdict(task: Task, metrics: Metrics): string | null {
  const auc = metrics.roc_auc;
  if (task !== "binary" || auc === null || auc === undefined) return null;
  return `Of one positive and one negative row it puts the right one first in ${integer(Math.round(auc * 100))} of 100 pairs (ROC-AUC ${fixed(auc, 3)}).`;
}
