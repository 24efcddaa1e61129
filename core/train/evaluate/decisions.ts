/** What the decided classes are worth: metrics of the confusion matrix, as scikit-learn computes them. */
import type { ClassSample } from "./sample.ts";

/** classes × classes, row-major: row = truth, column = decided. */
export function confusionMatrix({ classes, truth, decided, weights }: ClassSample): Float64Array {
  const cells = new Float64Array(classes * classes);
  for (let row = 0; row < truth.length; row++) cells[truth[row]! * classes + decided[row]!]! += weights[row]!;
  return cells;
}

interface Counts {
  hit: number;
  decided: number;
  truth: number;
}

function countsOf(sample: ClassSample): Counts[] {
  const { classes } = sample;
  const cells = confusionMatrix(sample);
  return Array.from({ length: classes }, (_, k) => {
    const counts = { hit: cells[k * classes + k]!, decided: 0, truth: 0 };
    for (let other = 0; other < classes; other++) {
      counts.decided += cells[other * classes + k]!;
      counts.truth += cells[k * classes + other]!;
    }
    return counts;
  });
}

const total = (numbers: number[]): number => numbers.reduce((sum, x) => sum + x, 0);
/** 0 ÷ 0 is 0, as `zero_division` has it. */
const ratio = (a: number, b: number): number => (b > 0 ? a / b : 0);

/** The positive class of a binary task; else the plain mean over the classes that occur or were decided. */
function perClass(metric: (counts: Counts) => number) {
  return (sample: ClassSample): number | null => {
    const counts = countsOf(sample);
    if (sample.rows === 0) return null;
    if (sample.classes === 2) return metric(counts[1]!);
    const used = counts.filter(({ decided, truth }) => decided + truth > 0);
    return used.length > 0 ? total(used.map(metric)) / used.length : null;
  };
}

export const precision = perClass(({ hit, decided }) => ratio(hit, decided));
export const recall = perClass(({ hit, truth }) => ratio(hit, truth));
export const f1 = perClass(({ hit, decided, truth }) => ratio(2 * hit, decided + truth));

/** Share of rows decided right. */
export function accuracy(sample: ClassSample): number | null {
  const counts = countsOf(sample);
  const rows = total(counts.map(({ truth }) => truth));
  return rows > 0 ? total(counts.map(({ hit }) => hit)) / rows : null;
}

/** Matthews correlation, for any number of classes (Gorodkin 2004); 0 where one side is constant. */
export function mcc(sample: ClassSample): number | null {
  const counts = countsOf(sample);
  const rows = total(counts.map(({ truth }) => truth));
  if (rows === 0) return null;
  const hits = total(counts.map(({ hit }) => hit));
  const covariance = hits * rows - total(counts.map(({ decided, truth }) => decided * truth));
  const ofDecided = rows * rows - total(counts.map(({ decided }) => decided * decided));
  const ofTruth = rows * rows - total(counts.map(({ truth }) => truth * truth));
  return ofDecided * ofTruth > 0 ? covariance / Math.sqrt(ofDecided * ofTruth) : 0;
}
