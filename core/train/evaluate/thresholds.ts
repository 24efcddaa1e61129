/** What each decision threshold of two classes would mean on rows with known outcomes. */
import type { ThresholdPoint } from "../../contract/index.ts";
import type { Scores } from "../reference/index.ts";

/** Thresholds told apart, at most. */
const MOST_POINTS = 400;
const MOST_DIGITS = 15;

/** The shortest decimal above `below` and not above `score`: the same rows reach it as reach `score`. */
function shortest(score: number, below: number): number {
  for (let digits = 1; digits <= MOST_DIGITS; digits++) {
    const scale = 10 ** digits;
    const found = Math.floor(score * scale) / scale;
    if (found > below && found <= score) return found;
  }
  return score;
}

/**
 * Counts of the rows whose probability of the second class reaches a threshold, one point per distinct probability
 * (evenly thinned where there are more than 400), falling thresholds.
 * @param scores two outputs a row
 * @param truth class index per row, never NaN
 * @example thresholdPoints({ outputs: 2, values: Float64Array.of(0.3, 0.7, 0.8, 0.2) }, Float64Array.of(1, 0))
 * // [{ threshold: 0.7, hits: 1, alarms: 0 }, { threshold: 0.2, hits: 1, alarms: 1 }]
 */
export function thresholdPoints({ values }: Scores, truth: Float64Array): ThresholdPoint[] {
  const of = (row: number): number => values[2 * row + 1]!;
  const order = Int32Array.from(truth.keys()).sort((a, b) => of(b) - of(a));
  const points: ThresholdPoint[] = [];
  let [hits, alarms] = [0, 0];
  order.forEach((row, at) => {
    if (truth[row] === 1) hits++;
    else alarms++;
    const next = order[at + 1];
    // Rows of one probability are told apart by no threshold.
    if (next !== undefined && of(next) === of(row)) return;
    points.push({ threshold: shortest(of(row), next === undefined ? -1 : of(next)), hits, alarms });
  });
  if (points.length <= MOST_POINTS) return points;
  return Array.from(
    { length: MOST_POINTS },
    (_, at) => points[Math.round((at * (points.length - 1)) / (MOST_POINTS - 1))]!,
  );
}
