/** ROC and precision–recall curves of one class against the rest, thinned to what a picture shows. */
import type { ClassSample } from "../evaluate/sample.ts";

type Point = [number, number];

/** Points of a curve, its ends included. */
const MOST_POINTS = 201;

function thinned(points: readonly Point[]): Point[] {
  if (points.length <= MOST_POINTS) return [...points];
  return Array.from(
    { length: MOST_POINTS },
    (_, at) => points[Math.round((at * (points.length - 1)) / (MOST_POINTS - 1))]!,
  );
}

/**
 * @param one class index
 * @returns null where the rows have none of the class, or nothing else
 */
export function curvesOf(sample: ClassSample, one: number): { roc: Point[]; precisionRecall: Point[] } | null {
  const { probabilities, truth, classes, rows } = sample;
  const of = (row: number): number => probabilities[row * classes + one]!;
  const order = Int32Array.from({ length: rows }, (_, row) => row).sort((a, b) => of(b) - of(a) || a - b);
  const all = truth.reduce((sum, label) => sum + (label === one ? 1 : 0), 0);
  if (all === 0 || all === rows) return null;
  let [hits, alarms] = [0, 0];
  const roc: Point[] = [[0, 0]];
  const precisionRecall: Point[] = [];
  order.forEach((row, at) => {
    if (truth[row] === one) hits++;
    else alarms++;
    // Rows of one probability are told apart by nobody.
    if (at + 1 < rows && of(order[at + 1]!) === of(row)) return;
    roc.push([alarms / (rows - all), hits / all]);
    precisionRecall.push([hits / all, hits / (hits + alarms)]);
  });
  return { roc: thinned(roc), precisionRecall: thinned(precisionRecall) };
}
