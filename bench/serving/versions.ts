/** Versions of `sales` whose answers tell which of them gave them: v0001 says 100 for PROBE, v0002 says 110, … */
import type { ModelSchema } from "../../core/contract/index.ts";
import { tableOf } from "../../core/data/index.ts";
import { newVersion, salesModel, salesSchema } from "../../core/serve/testing/tiny-models.ts";
import type { FittedModel, Tree } from "../../core/train/index.ts";

/** A row, and what the n-th version makes of it. */
export const PROBE = { price: 50, region: "South", city: null, open: null, day: null };
export const answerOf = (version: number): number => 100 + 10 * (version - 1);

const cities = Array.from({ length: 13 }, (_, i) => `c${i}`);
const column = { nullable: true, missingTokens: [] };
/** A feature of every type. */
const schema: ModelSchema = {
  ...salesSchema,
  features: [
    ...salesSchema.features,
    { ...column, name: "city", type: "category", categories: cities },
    { ...column, name: "open", type: "boolean", categories: ["false", "true"] },
    { ...column, name: "day", type: "datetime", format: "iso" },
  ],
};
const JANUARY = Date.UTC(2026, 0, 1);
const table = tableOf(schema, [
  [10, "North", "c0", "true", JANUARY],
  [50, "South", "c5", "false", null],
  [100, "North", "c12", null, JANUARY],
  [null, null, null, null, null],
]);

/** Sets of cities, each cutting off others: more than the compiler of models takes. */
const SETS = 4200;
const stump = (set: number): Tree => {
  const codes = Int32Array.from(cities.flatMap((_, bit) => ((set >> bit) & 1 ? [bit] : [])));
  return {
    feature: Int32Array.of(0, -1, -1),
    threshold: Float32Array.of(0, 0, 0),
    left: Int32Array.of(1, 0, 0),
    right: Int32Array.of(2, 0, 0),
    missingLeft: Uint8Array.of(0, 0, 0),
    leftCodes: [codes, null, null],
    values: new Float64Array(3),
    width: 1,
    output: 0,
    cover: Float64Array.of(4, 2, 2),
  };
};

/** A model that cannot be compiled, so that its ONNX session answers, and is let go when the next version is live. */
const uncompiled = (bias: number): FittedModel => ({
  ...salesModel(),
  learner: "gradient_boosting",
  encodings: [{ kind: "code", feature: "city", levels: cities }],
  predictor: {
    kind: "trees",
    trees: Array.from({ length: SETS }, (_, i) => stump(i + 1)),
    base: [bias],
    aggregate: "sum",
    link: "identity",
  },
});

/** The n-th version, ready to be registered; every third is answered by its ONNX session. */
export const nthVersion = (n: number): ReturnType<typeof newVersion> =>
  n % 3 === 0
    ? newVersion("sales", uncompiled(n - 1), schema, table)
    : newVersion("sales", salesModel(n - 1), schema, table);
