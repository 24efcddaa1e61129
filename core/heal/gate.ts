/**
 * The gate: champion against challenger on the same rows, which neither has seen. Every check has a name, a value and
 * a limit, so that the verdict can be read and argued with. One failed check and the champion stays.
 */
import { mean, sampleStandardDeviation } from "simple-statistics";
import { type GateVerdict, higherIsBetter, type MetricName, type Task } from "../contract/index.ts";
import type { Table } from "../data/index.ts";
import { evaluate, primaryMetric, rowLoss, type Scores } from "../train/index.ts";
import { batchMeans, type PairedResult, pairedTest } from "./paired-test.ts";
import { type ProtectedGroups, segmentChecks } from "./segment-checks.ts";

export type Check = GateVerdict["checks"][number];

export interface Contest {
  task: Task;
  /** Scores of the same rows, in time order. */
  champion: Scores;
  challenger: Scores;
  /** As `encodeTarget` gives it. */
  truth: Float64Array;
  /** Features of these rows. */
  features: Table;
}

/** The check that asks for more than being as good. */
export const BETTER = "better beyond noise";

export interface Judgement {
  paired: PairedResult;
  checks: Check[];
}

export const verdict = (checks: Check[]): GateVerdict => ({ passed: checks.every(({ ok }) => ok), checks });

const rounded = (value: number): number => Number(value.toPrecision(6));

/** What a share measured on `rows` rows is off by through chance alone, half a standard error at the worst. */
const noise = (rows: number): number => 0.5 / Math.sqrt(Math.max(1, rows));

/** The challenger's metric may be worse by chance, not by more. */
function notWorse(metric: MetricName, champion: number | null, challenger: number | null, rows: number): Check {
  const name = `${metric} not worse`;
  if (champion === null || challenger === null) return { name, ok: true, value: challenger, limit: champion };
  const limit = higherIsBetter(metric) ? champion - noise(rows) : champion * (1 + noise(rows));
  const ok = higherIsBetter(metric) ? challenger >= limit : challenger <= limit;
  return { name, ok, value: rounded(challenger), limit: rounded(limit) };
}

/**
 * Classes: the expected calibration error. Numbers: how far the mean prediction is from the mean outcome.
 * @param ece of the champion and of the challenger, where they have one
 */
function calibration({ task, champion, challenger, truth }: Contest, ece: readonly (number | null)[]): Check {
  const name = "calibration not worse";
  if (task === "regression") {
    const [before, after] = [bias(champion, truth), bias(challenger, truth)];
    const limit = Math.abs(before.mean) + 2 * Math.max(before.error, after.error);
    return { name, ok: Math.abs(after.mean) <= limit, value: rounded(Math.abs(after.mean)), limit: rounded(limit) };
  }
  const [before = null, after = null] = ece;
  if (before === null || after === null) return { name, ok: true, value: after, limit: before };
  const limit = before + 2 * noise(truth.length);
  return { name, ok: after <= limit, value: rounded(after), limit: rounded(limit) };
}

/** Mean residual and its standard error, from the means of contiguous batches: neighbouring rows err alike. */
function bias({ values }: Scores, truth: Float64Array): { mean: number; error: number } {
  const means = batchMeans(truth.map((actual, row) => values[row]! - actual));
  const error = means.length > 1 ? sampleStandardDeviation(means) / Math.sqrt(means.length) : 0;
  return { mean: mean(means), error };
}

/** Finite everywhere; probabilities are shares; numbers lie within the outcomes' range widened by its width. */
export function plausible({ task, challenger, champion, truth }: Contest): Check {
  const name = "predictions finite and plausible";
  let [low, high] = [0, 1];
  if (task === "regression") {
    [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const values of [truth, champion.values])
      for (const value of values) {
        if (value < low) low = value;
        if (value > high) high = value;
      }
    const width = high - low;
    [low, high] = [low - width, high + width];
  }
  const slack = 1e-6 * (1 + Math.abs(high));
  let bad = 0;
  for (const value of challenger.values) if (!(value >= low - slack && value <= high + slack)) bad++;
  return { name, ok: bad === 0, value: bad, limit: 0 };
}

/** @param limit critical value of the paired test */
export const better = ({ t }: PairedResult, limit: number): Check => ({
  ...{ name: BETTER, ok: t > limit, value: rounded(t), limit },
});

/**
 * Better beyond noise on the loss, not worse on the primary metric, no worse calibrated, plausible.
 * @param limit critical value of the paired test
 * @param groups columns whose groups must not fare worse
 */
export function judge(contest: Contest, limit: number, groups: ProtectedGroups): Judgement {
  const { task, champion, challenger, truth } = contest;
  const paired = pairedTest(rowLoss(champion, truth, task), rowLoss(challenger, truth, task));
  const metric = primaryMetric(task);
  const measured = [champion, challenger].map((scores) => evaluate(scores, truth, task).metrics);
  const [before = null, after = null] = measured.map((each) => each[metric] ?? null);
  return {
    paired,
    checks: [
      better(paired, limit),
      notWorse(metric, before, after, truth.length),
      calibration(
        contest,
        measured.map(({ ece }) => ece ?? null),
      ),
      plausible(contest),
      ...segmentChecks(contest, groups),
    ],
  };
}
