/** Performance where outcomes are not known yet: a figure with its interval, or the reason why there is none. */
import type { DriftReport, Estimate, MetricName, Policy } from "../../../contract/index.ts";
import { type Table, takeRows } from "../../../data/index.ts";
import { type Estimator, evaluate, takeScores } from "../../../train/index.ts";
import { LIKELY, standardErrorsWorse } from "../../significance.ts";
import { figure, percent, plural, say } from "../../words.ts";
import { relativeDrop } from "../performance.ts";
import type { ModelWindow } from "../window.ts";
import { weightsAlike } from "./alike.ts";
import type { Gap } from "./calibration-gap.ts";
import { believed, classGap, estimateClasses } from "./classes.ts";
import { estimateNumbers, heldOutLossGap, lossesSaid, lossGap } from "./numbers.ts";
import { outsideTraining } from "./support.ts";

type Unknown = Extract<Estimate, { known: false }>;
type Known = Extract<Estimate, { known: true }>;

const FEWEST_HELD_OUT = 60;
const FEWEST_ROWS = 30;
const FEWEST_OUTCOMES = 50;
const IMPROBABLE = 1e-3;
/** Probabilities may be off by this much on average; losses by this share of their mean. */
const GAP = { classes: 0.03, numbers: 0.15 };

const unknown = (because: Unknown["because"], reason: string): Unknown => ({ known: false, because, reason });

/** How far off by chance alone the calibration itself may be that was learnt from so many rows. */
const isFarOff = (gap: Gap, { kind }: Estimator, learntFrom: number): boolean =>
  gap.p_value < IMPROBABLE && gap.size > GAP[kind] + 0.5 / Math.sqrt(learntFrom);

const inWords = ({ size }: Gap, { kind }: Estimator): string =>
  kind === "classes" ? say("onAverage", { size: figure(size) }) : say("ofMeanError", { size: percent(size) });

const heldOutGap = (estimator: Estimator): Gap =>
  estimator.kind === "classes"
    ? classGap(estimator.crossed.scores, estimator.crossed.truth)
    : heldOutLossGap(estimator);

/** What became of the labelled rows beside what is said of them; null where too few are known. */
function liveGap(estimator: Estimator, window: ModelWindow): Gap | null {
  const from: { scores: ModelWindow["predictions"]; truth: Float64Array; table?: Table } = window.labelled ?? {
    scores: window.predictions,
    truth: window.truth,
    table: window.current,
  };
  const { outputs, values } = from.scores;
  const known = Int32Array.from(from.truth.keys()).filter(
    (row) => !Number.isNaN(from.truth[row]!) && !Number.isNaN(values[row * outputs]!),
  );
  if (known.length < FEWEST_OUTCOMES) return null;
  const truth = Float64Array.from(known, (row) => from.truth[row]!);
  const scores = takeScores(from.scores, known);
  if (estimator.kind === "classes") return classGap(believed(estimator, scores), truth);
  if (!from.table) return null;
  const said = lossesSaid(estimator.absolute, takeRows(from.table, known), scores, window.schema);
  return lossGap(
    estimator.absolute,
    said,
    truth.map((actual, row) => Math.abs(actual - scores.values[row]!)),
  );
}

/** Why no figure would deserve trust, or null. */
function doubt(window: ModelWindow, estimator: Estimator, drift: DriftReport | null, policy: Policy): Unknown | null {
  if (drift?.verdict === "data_break") return unknown("broken_data", say("brokenSaysNothing"));
  const learntFrom = window.reference.unseen?.truth.length ?? 0;
  const before = heldOutGap(estimator);
  if (isFarOff(before, estimator, learntFrom))
    return unknown("not_calibrated", say("certaintyWasOff", { size: inWords(before, estimator) }));
  const now = liveGap(estimator, window);
  if (now && isFarOff(now, estimator, learntFrom))
    return unknown(
      "outcomes_disagree",
      say("outcomesContradict", { outcomes: plural(now.rows, "outcome"), size: inWords(now, estimator) }),
    );
  const outside = outsideTraining(window, drift, policy.drift_share);
  return outside === null ? null : unknown("outside_training", outside);
}

/**
 * What rows such as these came to at training, where that is clearly worse than what is said of these; else null.
 * Average truth of what a model says of itself is no proof for a kind of rows that was rare then.
 */
function contradicted(said: Known, window: ModelWindow, drift: DriftReport | null, seed: number): Known | null {
  const weights = weightsAlike(window, drift);
  if (!weights) return null;
  const { scores, truth } = window.reference.unseen!;
  const { metric, reference } = said;
  const { metrics, intervals } = evaluate(scores, truth, window.schema.task, {
    ...{ intervals: true, seed, threshold: window.threshold ?? null, weights },
  });
  const [value, interval] = [metrics[metric] ?? null, intervals[metric] ?? null];
  if (value === null || interval === null) return null;
  const worse = standardErrorsWorse({
    ...{ reference: said.value, reference_interval: said.interval, current: value, current_interval: interval },
    drop: relativeDrop(metric, said.value, value),
  });
  if (worse === null || worse < LIKELY) return null;
  return {
    ...said,
    method: "rows_alike",
    ...{ value, interval, metrics, intervals, drop: relativeDrop(metric, reference, value) },
  };
}

/** The watched metric where it can be estimated, else the one nearest to it. */
const estimable = (metric: MetricName, task: ModelWindow["schema"]["task"]): MetricName => {
  if (task === "regression") return metric === "mae" || metric === "mse" ? metric : "rmse";
  return metric === "ece" ? "log_loss" : metric;
};

/**
 * Estimated performance of the window's answers, from what the version said of rows that it had not been fitted on. It
 * holds where inputs alone changed; each assumption that can be checked is checked first.
 * @param drift of the window's features
 * @returns null where the window is empty
 * @example const estimate = estimatedPerformance(window, drift, policy, 1); estimate?.known // true
 */
export function estimatedPerformance(
  window: ModelWindow,
  drift: DriftReport | null,
  policy: Policy,
  seed: number,
): Estimate | null {
  if (window.current.rows === 0) return null;
  const { unseen, estimator, metric: watched } = window.reference;
  if (!unseen || !estimator || unseen.truth.length < FEWEST_HELD_OUT) {
    const kept = unseen ? say("fewKept", { rows: plural(unseen.truth.length, "row") }) : say("noneKept");
    return unknown("no_held_out", say("unseenKept", { kept, needed: FEWEST_HELD_OUT }));
  }
  const { outputs, values } = window.predictions;
  const answered = Int32Array.from({ length: window.current.rows }, (_, row) => row).filter(
    (row) => !Number.isNaN(values[row * outputs]!),
  );
  if (answered.length < FEWEST_ROWS)
    return unknown("too_few_rows", say("fewAnswered", { rows: plural(answered.length, "row") }));
  const doubtful = doubt(window, estimator, drift, policy);
  if (doubtful) return doubtful;
  const scores = takeScores(window.predictions, answered);
  const { task } = window.schema;
  const { metrics, intervals } =
    estimator.kind === "classes"
      ? estimateClasses(estimator, scores, window.threshold ?? null, seed)
      : estimateNumbers(estimator, takeRows(window.current, answered), scores, window.schema);
  const metric = estimable(watched, task);
  const [value, interval] = [metrics[metric] ?? null, intervals[metric] ?? null];
  if (value === null || interval === null) return unknown("too_few_rows", say("windowTooUniform", { metric }));
  const reference = estimator.metrics[metric] ?? null;
  const known: Known = {
    known: true,
    method: estimator.kind === "classes" ? "cbpe" : "loss_model",
    ...{ metric, value, interval, drop: relativeDrop(metric, reference, value) },
    ...{ reference, reference_interval: estimator.intervals[metric] ?? null },
    ...{ rows: answered.length, metrics, intervals },
  };
  return contradicted(known, window, drift, seed) ?? known;
}
