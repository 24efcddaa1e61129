/** What unseen rows show about a model beyond its metrics. */
import type { Inspection, ModelSchema } from "../../contract/index.ts";
import type { Table } from "../../data/index.ts";
import { confusionMatrix } from "../evaluate/decisions.ts";
import { rowLoss } from "../evaluate/evaluate.ts";
import { reliability } from "../evaluate/probabilities.ts";
import { type ClassSample, classSample } from "../evaluate/sample.ts";
import type { FittedModel } from "../model.ts";
import type { Scores } from "../reference/index.ts";
import { curvesOf } from "./curves.ts";
import { limitsOf } from "./limits.ts";
import { residualsOf } from "./residuals.ts";
import { segmentsOf } from "./segments.ts";

export { rowsBySegment } from "./segments.ts";

/** Curves of more classes are in nobody's way: the commonest are drawn. */
const MOST_CURVES = 10;

export interface InspectedRows {
  /** Features of rows that the model has not seen, with known outcomes. */
  table: Table;
  scores: Scores;
  /** As `encodeTarget`, never NaN. */
  truth: Float64Array;
  /** Rows per class that it learnt from. */
  counts: readonly number[];
}

/** @param target as `encodeTarget` @returns rows per class; none for a regression */
export function classCounts(target: Float64Array, { classes }: ModelSchema): number[] {
  const counts = classes.map(() => 0);
  for (const label of target) if (label in counts) counts[label]!++;
  return counts;
}

function curves(sample: ClassSample, { classes }: ModelSchema): Inspection["curves"] {
  const frequency = new Float64Array(classes.length);
  for (const label of sample.truth) frequency[label]!++;
  const drawn =
    classes.length === 2
      ? [1]
      : [...classes.keys()].sort((a, b) => frequency[b]! - frequency[a]! || a - b).slice(0, MOST_CURVES);
  return drawn.flatMap((one) => {
    const found = curvesOf(sample, one);
    return found ? [{ label: classes[one]!, roc: found.roc, precision_recall: found.precisionRecall }] : [];
  });
}

function confusion(sample: ClassSample, { classes }: ModelSchema): Inspection["confusion"] {
  const cells = confusionMatrix(sample);
  const width = classes.length;
  return { labels: classes, counts: classes.map((_, k) => [...cells.subarray(k * width, (k + 1) * width)]) };
}

/** @example inspect(model, schema, { table, scores: score(model, table), truth, counts: [500, 268] }).confusion */
export function inspect(model: FittedModel, schema: ModelSchema, rows: InspectedRows): Inspection {
  const { table, scores, truth, counts } = rows;
  const losses = rowLoss(scores, truth, schema.task);
  if (schema.task === "regression") {
    const segments = segmentsOf(table, schema, losses, (own) =>
      Math.sqrt(own.reduce((sum, row) => sum + losses[row]!, 0) / own.length),
    );
    return {
      ...{ rows: truth.length, confusion: null, curves: [], reliability: [] },
      residuals: residualsOf(scores.values, truth),
      segments,
      limits: limitsOf(model, schema, { counts, truth, segments }),
    };
  }
  const sample = classSample(scores, truth, model.threshold);
  const right = (row: number): number => (sample.decided[row] === sample.truth[row] ? 1 : 0);
  const segments = segmentsOf(
    table,
    schema,
    losses,
    (own) => own.reduce((sum, row) => sum + right(row), 0) / own.length,
  );
  return {
    rows: truth.length,
    confusion: confusion(sample, schema),
    curves: curves(sample, schema),
    reliability: reliability(scores, truth),
    residuals: null,
    segments,
    limits: limitsOf(model, schema, { counts, truth, segments }),
  };
}
