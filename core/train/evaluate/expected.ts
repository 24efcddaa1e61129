/** Metrics of answers whose truth is not known but believed: each row counts for every class, by how probable it is. */
import type { Intervals, Metrics } from "../../contract/index.ts";
import { MetricName } from "../../contract/index.ts";
import { createRng, type Rng } from "../../shared/index.ts";
import type { Scores } from "../reference/index.ts";
import { quantileOf, within } from "./bootstrap.ts";
import { classMetrics } from "./metrics.ts";
import { type ClassSample, classSample } from "./sample.ts";

const REPLICATES = 200;
const TAIL = 0.025;

/** Row × class as rows of their own: rows of one class follow each other. */
function everyTruth({ outputs, values }: Scores, threshold: number | null): ClassSample {
  const rows = values.length / outputs;
  const repeated = new Float64Array(values.length * outputs);
  const truth = new Float64Array(values.length);
  for (let k = 0; k < outputs; k++) {
    repeated.set(values, k * values.length);
    truth.fill(k, k * rows, (k + 1) * rows);
  }
  return classSample({ outputs, values: repeated }, truth, threshold);
}

/** The calibration error asks for more than a belief: it would be judged by itself. */
const withoutEce = ({ ece: _, ...metrics }: Metrics): Metrics => metrics;

/**
 * The plug-in estimates of CBPE: expected counts of the confusion matrix, expected ROC and precision-recall curves,
 * expected losses.
 * @param scores as they are answered; they decide and rank
 * @param beliefs true probabilities of the same rows, rows × classes
 * @example expectedMetrics(scores, calibrated, null).accuracy
 */
export function expectedMetrics(scores: Scores, beliefs: Float64Array, threshold: number | null): Metrics {
  const { outputs, values } = scores;
  const rows = values.length / outputs;
  const sample = everyTruth(scores, threshold);
  for (let k = 0; k < outputs; k++)
    for (let row = 0; row < rows; row++) sample.weights[k * rows + row] = beliefs[row * outputs + k]!;
  return withoutEce(classMetrics(sample));
}

function drawClass(beliefs: Float64Array, row: number, outputs: number, rng: Rng): number {
  let left = rng.next();
  for (let k = 0; k < outputs - 1; k++) {
    left -= beliefs[row * outputs + k]!;
    if (left < 0) return k;
  }
  return outputs - 1;
}

/**
 * 95 % intervals: rows drawn again with replacement, a truth drawn for each by what is believed of it, under beliefs that
 * are themselves drawn. So they hold what is uncertain about the rows, the outcomes and the beliefs.
 * @param beliefs several versions of what is believed, used in turn
 * @param shrink √(rows here ÷ all rows), where the rows are a sample
 */
export function expectedIntervals(
  scores: Scores,
  beliefs: readonly Float64Array[],
  metrics: Metrics,
  options: { threshold: number | null; seed: number; shrink: number },
): Intervals {
  const { outputs, values } = scores;
  const rows = values.length / outputs;
  const rng = createRng(options.seed);
  const sample = everyTruth(scores, options.threshold);
  const found = Array.from({ length: REPLICATES }, (_, replicate) => {
    const believed = beliefs[replicate % beliefs.length]!;
    sample.weights.fill(0);
    for (let draw = 0; draw < rows; draw++) {
      const row = rng.int(rows);
      sample.weights[drawClass(believed, row, outputs, rng) * rows + row]!++;
    }
    return classMetrics(sample);
  });
  const intervals: Intervals = {};
  for (const name of MetricName.options) {
    const estimate = metrics[name] ?? null;
    const drawn = Float64Array.from(found.flatMap((each) => each[name] ?? [])).sort();
    if (estimate === null || drawn.length < REPLICATES / 2) continue;
    const limit = (share: number) =>
      within(name, estimate + (quantileOf(drawn, share) - quantileOf(drawn, 0.5)) * options.shrink);
    intervals[name] = [limit(TAIL), limit(1 - TAIL)];
  }
  return intervals;
}
