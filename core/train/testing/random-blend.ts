/** A blend of random predictors of every kind, calibrated where it answers probabilities: material for tests. */
import type { ModelSchema } from "../../contract/index.ts";
import type { Table } from "../../data/index.ts";
import type { Labels } from "../learners/learner.ts";
import type { Encoding, FittedModel, LearnerModel, Matrix, Predictor } from "../model.ts";
import { fitEncodings } from "../preprocess/index.ts";
import { combine } from "../search/combine.ts";
import { randomLinear, randomTrees } from "./random-predictor.ts";

interface Input {
  encodings: Encoding[];
  matrix: Matrix;
}

function membersOf(labels: Labels, native: Input, dense: Input, seed: number): [Input, Predictor][] {
  if (labels.task === "regression")
    return [
      [native, randomTrees(native.matrix, 1, "identity", seed)],
      [dense, randomLinear(dense.matrix, 1, "identity", seed)],
      [native, { kind: "constant", outputs: [0.3], link: "exponential" }],
    ];
  const { classes } = labels;
  const link = labels.task === "binary" ? "sigmoid" : "softmax";
  const outputs = labels.task === "binary" ? 1 : classes;
  return [
    [native, randomTrees(native.matrix, outputs, link, seed)],
    [dense, randomLinear(dense.matrix, outputs, link, seed)],
    [native, randomTrees(native.matrix, classes, "identity", seed + 1)],
    [dense, { kind: "constant", outputs: new Array<number>(classes).fill(1 / classes), link: "identity" }],
  ];
}

/** @param labels of the table's rows */
export function randomBlend(schema: ModelSchema, table: Table, labels: Labels, seed: number): FittedModel {
  const input = (kind: "native" | "dense"): Input => fitEncodings(schema.features, table, kind, labels, seed);
  const made = membersOf(labels, input("native"), input("dense"), seed);
  const { task, classes, positive } = schema;
  const models = made.map(
    ([{ encodings }, predictor], at): LearnerModel => ({
      ...{ format: 1, task, classes, positive, learner: "gradient_boosting", parameters: {}, encodings, predictor },
      target: task === "regression" ? { center: 20_000 * at, scale: 7000 } : { center: 0, scale: 1 },
      ...{ threshold: null, interval: null },
    }),
  );
  const points = [0.01, 0.02, 0.3, 0.35, 0.98].map((meant, at) => ({ said: [0, 0.2, 0.21, 0.7, 1][at]!, meant }));
  const curve = classes.length === 2 && seed % 2 === 0 ? { curve: points } : {};
  const calibration = { slope: 0.7, offsets: classes.map((_, k) => 0.2 * k), smoothing: 0.002, ...curve };
  return {
    ...models[0]!,
    ...combine(models.map((model, at) => ({ model, weight: (at + 1) / ((models.length * (models.length + 1)) / 2) }))),
    ...{ learner: "blend", parameters: {} },
    ...(task === "regression" ? {} : { calibration }),
  };
}
