/** Drift of what the model answers and of what then really happened, by the rule for features. */
import type { ModelFacts, Policy, Task } from "../../contract/index.ts";
import { columnNamed, encodeTarget, sliceRows, type Table, takeColumns, takeRows } from "../../data/index.ts";
import { deriveSeed } from "../../shared/index.ts";
import type { Scores } from "../../train/index.ts";
import { psi } from "../statistics/index.ts";
import { classShares, sharesChangedAt } from "./class-shares.ts";
import { compareTables } from "./drift/compare.ts";
import { psiTail } from "./drift/null.ts";
import { cutsOf, numberSide, present, rowsPerBin } from "./drift/sides.ts";
import { LEAST_ROWS } from "./drift/verdict.ts";
import type { ModelWindow } from "./window.ts";

type Drift = NonNullable<ModelFacts["prediction_drift"]>;

/** One test a window, and no others that it could be held against. */
const SIGNIFICANT = 0.01;

function judge(r: Float64Array, c: Float64Array, policy: Policy, seed: number): Drift {
  const effect = psi(r, c);
  const { p_value } = psiTail(r, c, seed);
  return { psi: effect, p_value, drifted: effect >= policy.psi_warn && p_value <= SIGNIFICANT };
}

function ofNumbers(reference: Float64Array, current: Float64Array, policy: Policy, seed: number): Drift | null {
  const [r, c] = [numberSide(reference), numberSide(current)];
  if (present(r) < LEAST_ROWS || present(c) < LEAST_ROWS) return null;
  const cuts = cutsOf(r);
  return judge(rowsPerBin(r, cuts), rowsPerBin(c, cuts), policy, seed);
}

const sum = (counts: Float64Array): number => counts.reduce((total, n) => total + n, 0);

function countsOf(values: Float64Array, classes: number): Float64Array {
  const counts = new Float64Array(classes);
  for (const value of values) if (!Number.isNaN(value)) counts[value]!++;
  return counts;
}

/** @param shares what the classes of `reference` are taken to be instead, as of as many rows */
function ofClasses(
  reference: Float64Array,
  current: Float64Array,
  classes: number,
  policy: Policy,
  seed: number,
  shares?: readonly number[],
): Drift | null {
  const [counted, c] = [countsOf(reference, classes), countsOf(current, classes)];
  const r = shares ? counted.map((_, k) => Math.round(shares[k]! * sum(counted))) : counted;
  if (sum(r) < LEAST_ROWS || sum(c) < LEAST_ROWS) return null;
  return judge(r, c, policy, seed);
}

/** The most probable class per row; NaN for a row that was not answered. */
function mostProbable({ outputs, values }: Scores): Float64Array {
  return Float64Array.from({ length: values.length / outputs }, (_, row) => {
    if (Number.isNaN(values[row * outputs]!)) return Number.NaN;
    let best = 0;
    for (let k = 1; k < outputs; k++) if (values[row * outputs + k]! > values[row * outputs + best]!) best = k;
    return best;
  });
}

/** One number per row that stands for the answer: the value, or the probability of the second class. */
const lastOutput = ({ outputs, values }: Scores): Float64Array =>
  Float64Array.from({ length: values.length / outputs }, (_, row) => values[row * outputs + outputs - 1]!);

/** Has the distribution of the answers moved? Null without reference scores or with too few rows. */
export function predictionDrift(window: ModelWindow, policy: Policy, seed: number): ModelFacts["prediction_drift"] {
  const { scores } = window.reference;
  if (!scores) return null;
  if (window.schema.task === "multiclass")
    return ofClasses(mostProbable(scores), mostProbable(window.predictions), scores.outputs, policy, seed);
  return ofNumbers(lastOutput(scores), lastOutput(window.predictions), policy, seed);
}

interface LabelledRows {
  table: Table;
  truth: Float64Array;
}

const rowsOfClass = (truth: Float64Array, label: number): Int32Array =>
  Int32Array.from(truth.keys()).filter((row) => truth[row] === label);

/**
 * Share of features that drifted among the rows of one class, over the classes with enough rows. Where only the
 * classes' shares moved (prior shift), the rows of each class look as they did. Null where few rows could be compared.
 */
function withinClassShare(
  window: ModelWindow,
  { table, truth }: LabelledRows,
  rows: LabelledRows,
  policy: Policy,
  seed: number,
) {
  const names = window.schema.features.map(({ name }) => name).filter((name) => !window.schema.time.includes(name));
  const types = Object.fromEntries(window.schema.features.map(({ name, type }) => [name, type]));
  let compared = 0;
  let drifted = 0;
  window.schema.classes.forEach((_, label) => {
    const before = rowsOfClass(truth, label);
    const now = rowsOfClass(rows.truth, label);
    if (before.length < LEAST_ROWS || now.length < LEAST_ROWS) return;
    const reference = takeRows(takeColumns(table, names), before);
    const current = takeRows(takeColumns(rows.table, names), now);
    const report = compareTables(reference, current, { types, warn: policy.psi_warn, seed });
    compared += now.length;
    drifted += now.length * report.share;
  });
  const labelled = rows.truth.reduce((count, value) => count + (Number.isNaN(value) ? 0 : 1), 0);
  return compared >= 0.8 * labelled && compared > 0 ? drifted / compared : null;
}

const isClasses = (task: Task): boolean => task !== "regression";

const labelledRows = ({ labelled, current, truth }: ModelWindow): LabelledRows =>
  labelled?.table ? { table: labelled.table, truth: labelled.truth } : { table: current, truth };

/** The rows since the classes' shares changed, where they did and enough have come since: older ones would water it down. */
function sinceChange(rows: LabelledRows, shares: readonly number[]): LabelledRows {
  const from = sharesChangedAt(rows.truth, shares);
  const truth = rows.truth.subarray(from);
  if (from === 0 || truth.length < LEAST_ROWS) return rows;
  return { table: sliceRows(rows.table, from, rows.table.rows), truth };
}

/** Have the outcomes moved? Null without the training rows' target or with too few outcomes. */
export function outcomeDrift(window: ModelWindow, policy: Policy, seed: number): ModelFacts["outcome_drift"] {
  const { table, priors } = window.reference;
  const target = table && columnNamed(table, window.schema.target);
  if (!table || !target) return null;
  const before = encodeTarget(target, window.schema);
  const now = window.labelled?.truth ?? window.truth;
  if (!isClasses(window.schema.task)) return ofNumbers(before, now, policy, seed);
  const classes = window.schema.classes.length;
  const rows = sinceChange(labelledRows(window), priors ?? classShares(before, classes));
  const drift = ofClasses(before, rows.truth, classes, policy, seed, priors);
  if (!drift?.drifted) return drift;
  const reference = { table, truth: before };
  const within = withinClassShare(window, reference, rows, policy, deriveSeed(seed, "within class"));
  return { ...drift, within_class_share: within };
}
