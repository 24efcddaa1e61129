/**
 * Do the outcomes that are known speak for all answers? Late ones and missing ones may be of another kind: the sick are
 * reported sooner, refused loans have no outcome. Either the known ones can be made to speak for all, or nothing is said.
 */
import type { OutcomeCoverage, Task } from "../../../contract/index.ts";
import type { Scores } from "../../../train/index.ts";
import { chiSquare, mannWhitney } from "../../statistics/index.ts";
import { percent, plural, say } from "../../words.ts";
import { settlingTime } from "./settling-time.ts";

/** Answered rows, with what is known of them. */
export interface AnsweredRows {
  scores: Scores;
  /** Encoded outcomes, NaN where none has come. */
  truth: Float64Array;
  /** ms from answer to the report of the outcome, NaN where none has come. */
  delays: Float64Array;
  /** ms since the answer. */
  ages: Float64Array;
}

export interface JudgedOutcomes {
  coverage: OutcomeCoverage;
  /** How many answers each labelled row speaks for, 0 for one that is left out; null where all speak for themselves. */
  weights: Float64Array | null;
}

const SIGNIFICANT = 0.01;
const FEWEST = 10;
/** Missing outcomes that can hardly shift a metric. */
const FEW_MISSING = 0.05;
const FEWEST_SETTLED = 30;
const STRATA = 10;
/** Below this share of known outcomes a stratum's few would stand for too many. */
const LEAST_KNOWN = 0.05;

const isKnown = (rows: AnsweredRows, row: number): boolean => !Number.isNaN(rows.truth[row]!);

/** Smallest p-value of: are the values of some group larger or smaller than the others', corrected for the number of groups. */
function differ(values: Float64Array, rows: readonly number[], groups: readonly ((row: number) => boolean)[]): number {
  const found = groups.map((isIn) => {
    const own = Float64Array.from(
      rows.filter((row) => isIn(row)),
      (row) => values[row]!,
    ).sort();
    const others = Float64Array.from(
      rows.filter((row) => !isIn(row)),
      (row) => values[row]!,
    ).sort();
    return own.length < FEWEST || others.length < FEWEST ? 1 : mannWhitney(own, others).p_value;
  });
  return Math.min(1, found.length * Math.min(1, ...found));
}

/** The numbers that stand for an answer: its value, or the probability of each class but the first of two. */
const outputsOf = ({ outputs, values }: Scores): Float64Array[] =>
  Array.from({ length: outputs === 2 ? 1 : outputs }, (_, k) =>
    Float64Array.from(
      { length: values.length / outputs },
      (_, row) => values[row * outputs + (outputs === 2 ? 1 : k)]!,
    ),
  );

function aboveMedian(values: Float64Array, rows: readonly number[]): (row: number) => boolean {
  const sorted = Float64Array.from(rows, (row) => values[row]!).sort();
  const middle = sorted[sorted.length >> 1]!;
  return (row) => values[row]! > middle;
}

/** Do some outcomes, or those of some answers, come sooner than others? */
function delaysDiffer(rows: AnsweredRows, task: Task): boolean {
  const known = [...rows.truth.keys()].filter((row) => isKnown(rows, row));
  const groups = outputsOf(rows.scores).map((output) => aboveMedian(output, known));
  if (task === "regression") {
    groups.push(aboveMedian(rows.truth, known));
    groups.push(
      aboveMedian(
        rows.truth.map((actual, row) => Math.abs(actual - rows.scores.values[row]!)),
        known,
      ),
    );
  } else for (let k = 0; k < rows.scores.outputs; k++) groups.push((row) => rows.truth[row] === k);
  return differ(rows.delays, known, groups) < SIGNIFICANT;
}

interface Strata {
  of(scores: Scores): Int32Array;
  /** Answers per stratum, and those with an outcome. */
  all: Float64Array;
  known: Float64Array;
  p_value: number;
}

/** Tenths of the answers by one of their outputs, and whether the share of known outcomes differs between them. */
function strataBy(k: number, rows: AnsweredRows, among: readonly number[]): Strata {
  const values = outputsOf(rows.scores)[k]!;
  const sorted = Float64Array.from(among, (row) => values[row]!).sort();
  const cuts = Array.from(
    { length: STRATA - 1 },
    (_, at) => sorted[Math.floor(((at + 1) * sorted.length) / STRATA)]!,
  ).filter((cut, at, cutsAll) => at === 0 || cut > cutsAll[at - 1]!);
  const stratumOf = (value: number): number => {
    const at = cuts.findIndex((cut) => value < cut);
    return at < 0 ? cuts.length : at;
  };
  const all = new Float64Array(cuts.length + 1);
  const known = new Float64Array(cuts.length + 1);
  for (const row of among) {
    const stratum = stratumOf(values[row]!);
    all[stratum]!++;
    if (isKnown(rows, row)) known[stratum]!++;
  }
  const { p_value } = chiSquare(
    known,
    all.map((count, stratum) => count - known[stratum]!),
  );
  return { of: (scores) => Int32Array.from(outputsOf(scores)[k]!, stratumOf), all, known, p_value };
}

/** By the output that tells most between known and unknown. */
function clearestStrata(rows: AnsweredRows, among: readonly number[]): Strata {
  const strata = outputsOf(rows.scores).map((_, k) => strataBy(k, rows, among));
  const clearest = strata.reduce((most, each) => (each.p_value < most.p_value ? each : most));
  return { ...clearest, p_value: Math.min(1, clearest.p_value * strata.length) };
}

const hasEmpty = ({ all, known }: Strata): boolean =>
  all.some((count, stratum) => count > 0 && known[stratum]! < Math.max(3, LEAST_KNOWN * count));

const coverage = (kind: OutcomeCoverage["kind"], known: number, evidence: string): OutcomeCoverage => ({
  kind,
  known,
  evidence,
});

/**
 * @param population answers from the oldest labelled row that is judged to the newest, or every so manieth of them
 * @param labelled the rows that are judged, all with outcomes
 * @param contradicts whether the given labelled rows contradict what rows that the version had not seen let expect; null
 *   where that cannot be told
 * @example judgeOutcomes(population, labelled, "binary", () => null).coverage.kind // "complete"
 */
export function judgeOutcomes(
  population: AnsweredRows,
  labelled: AnsweredRows,
  task: Task,
  contradicts: (rows: Int32Array) => boolean | null,
): JudgedOutcomes {
  const every = [...population.truth.keys()];
  const shareKnown = (rows: readonly number[]): number =>
    rows.length === 0 ? 1 : rows.filter((row) => isKnown(population, row)).length / rows.length;
  const share = shareKnown(every);
  if (1 - share <= FEW_MISSING) return { coverage: coverage("complete", share, say("nearlyAllKnown")), weights: null };

  const settled = delaysDiffer(population, task) ? settlingTime(population.delays, population.ages) : null;
  const isOld = (rows: AnsweredRows) => (row: number) => settled === null || rows.ages[row]! >= settled;
  const among = every.filter(isOld(population));
  const kept = Int32Array.from(labelled.truth.keys()).filter(isOld(labelled));
  const unknown = (evidence: string): JudgedOutcomes => ({
    coverage: coverage("unknown", share, evidence),
    weights: null,
  });
  if (settled !== null && kept.length < FEWEST_SETTLED)
    return unknown(say("fewOldEnough", { rows: plural(kept.length, "row") }));
  const weights = new Float64Array(labelled.truth.length);
  for (const row of kept) weights[row] = 1;
  const knownOfKept = shareKnown(among);
  const only = settled === null ? "" : say("onlyOld");
  if (1 - knownOfKept <= FEW_MISSING) return { coverage: coverage("settled", share, say("onlyOldEnough")), weights };
  const missing = (how: string) => say("missingOutcomes", { only, share: percent(1 - knownOfKept), how });
  const strata = clearestStrata(population, among);
  if (strata.p_value >= SIGNIFICANT)
    return {
      coverage: coverage("random", share, missing(say("atRandom"))),
      weights: settled === null ? null : weights,
    };
  if (hasEmpty(strata)) return unknown(missing(say("someNearlyAll")));
  if (contradicts(kept) ?? true) return unknown(missing(say("contradicting")));
  const stratum = strata.of(labelled.scores);
  for (const row of kept) weights[row] = strata.all[stratum[row]!]! / Math.max(1, strata.known[stratum[row]!]!);
  return {
    coverage: coverage("weighted", share, missing(say("weightedForIt"))),
    weights,
  };
}
