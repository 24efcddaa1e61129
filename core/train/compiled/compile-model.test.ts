import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ModelSchema, Task } from "../../contract/index.ts";
import { type CellValue, type Column, encodeTarget, type Table, tableOf } from "../../data/index.ts";
import { createRng } from "../../shared/index.ts";
import type { Labels } from "../learners/learner.ts";
import type { FittedModel, Link, Matrix, Predictor } from "../model.ts";
import { hostileRows } from "../onnx/hostile-rows.ts";
import { fitEncodings, type InputKind } from "../preprocess/index.ts";
import { score } from "../reference/index.ts";
import { randomBlend } from "../testing/random-blend.ts";
import { randomLinear, randomTrees } from "../testing/random-predictor.ts";
import { longTailed, randomSchema, randomTable } from "../testing/random-table.ts";
import { compileModel } from "./compile-model.ts";

const INPUTS: InputKind[] = ["dense", "curved", "native"];
const SHAPES: { task: Task; link: Link; outputs: number }[] = [
  { task: "regression", link: "identity", outputs: 1 },
  { task: "binary", link: "sigmoid", outputs: 1 },
  { task: "binary", link: "identity", outputs: 2 },
  { task: "multiclass", link: "softmax", outputs: 3 },
  { task: "multiclass", link: "identity", outputs: 3 },
];

function labelsOf(table: Table, schema: ModelSchema): Labels {
  const values = encodeTarget(table.columns.at(-1)!, schema);
  if (schema.task === "regression") return { task: schema.task, values };
  return { task: schema.task, values: Int32Array.from(values), classes: schema.classes.length };
}

function cellOf(column: Column, row: number): CellValue {
  if (column.kind !== "text") return column.values[row]!;
  const code = column.codes[row]!;
  return code < 0 ? null : column.levels[code]!;
}

/** Rows as a validator gives them; a missing number as NaN or as null. */
function rowsOf(table: Table, schema: ModelSchema, seed: number): CellValue[][] {
  const rng = createRng(seed);
  return Array.from({ length: table.rows }, (_, row) =>
    schema.features.map(({ name }) => {
      const cell = cellOf(table.columns.find((column) => column.name === name)!, row);
      return Number.isNaN(cell) && rng.next() < 0.5 ? null : cell;
    }),
  );
}

const modelOf = (schema: ModelSchema, encodings: FittedModel["encodings"], predictor: Predictor): FittedModel => ({
  ...{ format: 1, task: schema.task, classes: schema.classes, positive: schema.positive },
  ...{ learner: "gradient_boosting", parameters: {}, encodings, predictor, threshold: null, interval: null },
  target: schema.task === "regression" ? { center: 20_000, scale: 7000 } : { center: 0, scale: 1 },
});

const predictorsOf = (matrix: Matrix, outputs: number, link: Link, seed: number): Predictor[] => [
  randomTrees(matrix, outputs, link, seed),
  randomLinear(matrix, outputs, link, seed),
  { kind: "constant", outputs: new Array(outputs).fill(0.3), link },
];

describe("a compiled model answers what the reference predictor answers, to the last bit", () => {
  test.each(SHAPES)("$task, $link", ({ task, link, outputs }) => {
    const schema = randomSchema(task);
    const property = fc.property(fc.nat(1_000_000), fc.constantFrom(...INPUTS), (seed, input) => {
      const plain = randomTable(task, 80, seed);
      const table = input === "curved" ? longTailed(plain) : plain;
      const { encodings, matrix } = fitEncodings(schema.features, table, input, labelsOf(table, schema), seed);
      const rows = [table, hostileRows(schema, table)].flatMap((part) => rowsOf(part, schema, seed));
      for (const predictor of predictorsOf(matrix, outputs, link, seed)) {
        if (predictor.kind === "linear" && input === "native") continue;
        const model = modelOf(schema, encodings, predictor);
        const compiled = compileModel(model, schema)!;
        const expected = score(model, tableOf(schema, rows));
        expect(compiled(rows)).toEqual(expected);
        expect(compiled(rows.slice(7, 8)).values).toEqual(
          expected.values.slice(7 * expected.outputs, 8 * expected.outputs),
        );
      }
    });
    fc.assert(property, { numRuns: 25 });
  });
});

test.each(["binary", "multiclass", "regression"] as const)("a blend, %s", (task) => {
  const schema = randomSchema(task);
  const property = fc.property(fc.nat(1_000_000), (seed) => {
    const table = randomTable(task, 80, seed);
    const model = randomBlend(schema, table, labelsOf(table, schema), seed);
    const rows = [table, hostileRows(schema, table)].flatMap((part) => rowsOf(part, schema, seed));
    expect(compileModel(model, schema)!(rows)).toEqual(score(model, tableOf(schema, rows)));
  });
  fc.assert(property, { numRuns: 15 });
});

test("an encoding may read the printed values of numbers and dates", () => {
  const schema = randomSchema("regression");
  const table = randomTable("regression", 20, 5);
  const rows = rowsOf(table, schema, 5);
  const [value, day] = [String(rows[3]![0]), new Date(Number(rows[4]![5])).toISOString()];
  const encodings: FittedModel["encodings"] = [
    { kind: "one_hot", feature: "value", levels: [value] },
    { kind: "target_mean", feature: "day", levels: [day], means: Float64Array.of(7), fallback: 3 },
  ];
  const predictor: Predictor = { kind: "linear", weights: [Float64Array.of(1, 10)], bias: [0], link: "identity" };
  const model = modelOf(schema, encodings, predictor);
  expect(compileModel(model, schema)!(rows)).toEqual(score(model, tableOf(schema, rows)));
});

test("what cannot be compiled is left to others", () => {
  const schema = randomSchema("regression");
  const levels = Array.from({ length: 200 }, (_, k) => `shop ${k}`);
  const splits = 5000;
  const nodes = 2 * splits + 1;
  const chain = Array.from({ length: nodes }, (_, node) => node);
  const isSplit = (node: number): boolean => node < nodes - 1 && node % 2 === 0;
  const predictor: Predictor = {
    ...{ kind: "trees", base: [0], aggregate: "sum", link: "identity" },
    trees: [
      {
        feature: Int32Array.from(chain, (node) => (isSplit(node) ? 0 : -1)),
        threshold: new Float32Array(nodes),
        left: Int32Array.from(chain, (node) => (isSplit(node) ? node + 1 : 0)),
        right: Int32Array.from(chain, (node) => (isSplit(node) ? node + 2 : 0)),
        missingLeft: new Uint8Array(nodes),
        leftCodes: chain.map((node) => (isSplit(node) ? Int32Array.of(node % 199, node % 197, node % 193) : null)),
        values: new Float64Array(nodes),
        ...{ width: 1, output: 0, cover: new Float64Array(nodes) },
      },
    ],
  };
  expect(compileModel(modelOf(schema, [{ kind: "code", feature: "shop", levels }], predictor), schema)).toBeNull();
  const unknown = modelOf(schema, [{ kind: "code", feature: "nowhere", levels }], predictor);
  expect(compileModel(unknown, schema)).toBeNull();
});
