/** What a contest says in figures that a person knows: how often each side is right, or how far off, and the metric. */
import type { Compared, Metrics } from "../contract/index.ts";
import { evaluate, primaryMetric, type Scores } from "../train/index.ts";
import type { Contest } from "./gate.ts";

/**
 * @param threshold of both sides: a refit keeps that of the version before
 * @example compared(contest, null) // { rows: 318, champion: { accuracy: 0.42, roc_auc: 0.41 }, challenger: { … } }
 */
export function compared({ task, champion, challenger, truth }: Contest, threshold: number | null): Compared {
  const plain = task === "regression" ? "mae" : "accuracy";
  const metric = primaryMetric(task);
  const figures = (scores: Scores): Metrics => {
    const { metrics } = evaluate(scores, truth, task, { threshold });
    return { [plain]: metrics[plain] ?? null, [metric]: metrics[metric] ?? null };
  };
  return { rows: truth.length, champion: figures(champion), challenger: figures(challenger) };
}
