/** Does a model know more than the baseline? Asked of rows that neither had seen. */
import type { MetricName, Task } from "../../contract/index.ts";
import { tQuantile } from "../../shared/index.ts";
import { measure } from "../evaluate/index.ts";
import { chunkOf, type Held } from "./held.ts";
import { oriented } from "./trial.ts";

const MOST_CHUNKS = 10;
const ROWS_PER_CHUNK = 15;
const ERROR_RATE = 0.05;

/**
 * The rows are divided into up to ten chunks; the model must beat the baseline's metric over the chunks by a one-sided
 * t-test at 5 % (batch means). It works alike for metrics that are no means over rows.
 * @param model and `baseline` tell about the same rows in the same order
 * @param tries how many models this one was the best of: the level is divided by it (Bonferroni)
 */
export function beatsBaseline(model: Held, baseline: Held, metric: MetricName, task: Task, tries = 1): boolean {
  const chunks = Math.min(MOST_CHUNKS, Math.max(2, Math.floor(model.truth.length / ROWS_PER_CHUNK)));
  const value = (held: Held, chunk: number): number => {
    const { scores, truth } = chunkOf(held, chunk, chunks);
    return oriented(metric, measure(metric, scores, truth, task, null));
  };
  const gains = Array.from({ length: chunks }, (_, k) => value(model, k) - value(baseline, k)).filter(
    (gain) => !Number.isNaN(gain),
  );
  if (gains.length < 2) return (gains[0] ?? 0) > 0;
  const mean = gains.reduce((sum, x) => sum + x, 0) / gains.length;
  const variance = gains.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (gains.length - 1);
  return mean > 0 && mean >= tQuantile(1 - ERROR_RATE / tries, gains.length - 1) * Math.sqrt(variance / gains.length);
}
