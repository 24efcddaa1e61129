/** Are labelled rows as those let expect that the version had not seen? */
import { type Scores, takeScores } from "../../../train/index.ts";
import { mannWhitney } from "../../statistics/index.ts";
import { believed, classGap } from "../estimate/classes.ts";
import type { ModelWindow } from "../window.ts";

const IMPROBABLE = 0.01;
/** Probabilities that are off by less on average matter little. */
const SMALL_GAP = 0.02;
const FEWEST = 30;

const residuals = (truth: Float64Array, { values }: Scores): Float64Array =>
  truth.map((actual, row) => actual - values[row]!).sort();

/**
 * Classes: do probabilities come true? Numbers: do the errors lie to both sides as they did, and as far out?
 * @param rows of `scores` and `truth`
 * @returns null where too little is known to tell
 */
export function contradictsUnseen(
  { reference: { unseen, estimator } }: ModelWindow,
  scores: Scores,
  truth: Float64Array,
  rows: Int32Array,
): boolean | null {
  if (!unseen || !estimator || unseen.truth.length < FEWEST || rows.length < FEWEST) return null;
  const own = takeScores(scores, rows);
  const known = Float64Array.from(rows, (row) => truth[row]!);
  if (estimator.kind === "classes") {
    const gap = classGap(believed(estimator, own), known);
    return gap.p_value < IMPROBABLE && gap.size > SMALL_GAP;
  }
  const [before, now] = [residuals(unseen.truth, unseen.scores), residuals(known, own)];
  const far = (values: Float64Array) => values.map(Math.abs).sort();
  const p = [mannWhitney(before, now).p_value, mannWhitney(far(before), far(now)).p_value];
  return 2 * Math.min(...p) < IMPROBABLE;
}
