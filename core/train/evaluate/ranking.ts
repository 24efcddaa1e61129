/** How well probabilities rank the rows: ROC-AUC and average precision, as scikit-learn computes them. */
import type { ClassSample } from "./sample.ts";

/** Walks the rows by falling probability; rows of one probability come together. */
function overTies(
  { probabilities, truth, weights, classes, orders }: ClassSample,
  one: number,
  visit: (positives: number, negatives: number) => void,
): void {
  const order = orders[one]!;
  for (let i = 0; i < order.length; ) {
    const p = probabilities[order[i]! * classes + one]!;
    let positives = 0;
    let negatives = 0;
    for (; i < order.length && probabilities[order[i]! * classes + one] === p; i++) {
      const row = order[i]!;
      if (truth[row] === one) positives += weights[row]!;
      else negatives += weights[row]!;
    }
    visit(positives, negatives);
  }
}

function areaOfClass(sample: ClassSample, one: number): number | null {
  let positives = 0;
  let negatives = 0;
  let won = 0;
  overTies(sample, one, (own, others) => {
    won += others * (positives + own / 2);
    positives += own;
    negatives += others;
  });
  return positives > 0 && negatives > 0 ? won / (positives * negatives) : null;
}

function averagePrecisionOfClass(sample: ClassSample, one: number): number | null {
  let positives = 0;
  let seen = 0;
  let sum = 0;
  overTies(sample, one, (own, others) => {
    positives += own;
    seen += own + others;
    if (seen > 0) sum += own * (positives / seen);
  });
  return positives > 0 ? sum / positives : null;
}

/** Class 1 of two; else the mean over the classes for which it is defined. */
function overClasses(sample: ClassSample, metric: (sample: ClassSample, one: number) => number | null): number | null {
  if (sample.classes === 2) return metric(sample, 1);
  const known: number[] = [];
  for (let k = 0; k < sample.classes; k++) {
    const value = metric(sample, k);
    if (value !== null) known.push(value);
  }
  return known.length > 0 ? known.reduce((sum, value) => sum + value, 0) / known.length : null;
}

/** Area under the ROC curve, ties counted half; multiclass one against the rest, macro. null with one class only. */
export const rocAuc = (sample: ClassSample): number | null => overClasses(sample, areaOfClass);

/** Average precision Σ (Rₙ − Rₙ₋₁) Pₙ; multiclass macro. null without positives. */
export const prAuc = (sample: ClassSample): number | null => overClasses(sample, averagePrecisionOfClass);
