/**
 * A fitted model as a function over rows: the reference predictor without its tables, for answering one row at a
 * time. It gives the reference predictor's answers to the last bit (a test says so for every shape of model).
 */
import type { ModelSchema } from "../../contract/index.ts";
import type { CellValue } from "../../data/index.ts";
import type { Encoding, FittedModel, Predictor } from "../model.ts";
import { widthOf } from "../preprocess/index.ts";
import { rawWidth, type Scores, scoresOf } from "../reference/index.ts";
import { compileEncodings } from "./row-encoder.ts";
import { treeCells } from "./tree-cells.ts";
import { compileTrees } from "./tree-walker.ts";

/** @param rows validated, in the schema's order, missing null */
export type RowScorer = (rows: readonly (readonly CellValue[])[]) => Scores;

interface RawScorer {
  /** Cells that a row takes; the matrix's columns stand from `offset` on. */
  size: number;
  offset: number;
  /** Adds one row's raw outputs to zeros in `raw` from `at` on. */
  add(cells: Float32Array, raw: Float64Array, at: number): void;
}

function compileLinear({ weights, bias }: Extract<Predictor, { kind: "linear" }>, width: number): RawScorer {
  const used = weights.map((weight) => [...weight.keys()].filter((column) => weight[column] !== 0));
  return {
    size: width,
    offset: 0,
    add: (cells, raw, at) => {
      for (let k = 0; k < weights.length; k++) {
        let sum = bias[k]!;
        for (const column of used[k]!) sum += weights[k]![column]! * cells[column]!;
        raw[at + k] = sum;
      }
    },
  };
}

const compileConstant = ({ outputs }: Extract<Predictor, { kind: "constant" }>, width: number): RawScorer => ({
  size: width,
  offset: 0,
  add: (_cells, raw, at) => raw.set(outputs, at),
});

/** Number of codes of each matrix column; 0 for columns that hold none. */
const levelsByColumn = (encodings: readonly Encoding[]): number[] =>
  encodings.flatMap((encoding) =>
    encoding.kind === "code" ? [encoding.levels.length] : new Array<number>(widthOf(encoding)).fill(0),
  );

function compileRaw(predictor: Predictor, width: number, levels: readonly number[]): RawScorer | null {
  if (predictor.kind === "linear") return compileLinear(predictor, width);
  if (predictor.kind === "constant") return compileConstant(predictor, width);
  const cells = treeCells(predictor.trees, width, (column) => levels[column]!);
  if (!cells) return null;
  const walk = compileTrees(predictor, cells);
  const add: RawScorer["add"] = (row, raw, at) => {
    cells.derive(row);
    walk(row, raw, at);
  };
  return { size: cells.size, offset: 1, add };
}

/**
 * @returns null where the model cannot be compiled (trees that split on thousands of sets of categories)
 * @example compileModel(model, schema)?.([[1.5, "North"]]).values[0]
 */
export function compileModel(model: FittedModel, schema: ModelSchema): RowScorer | null {
  const { predictor, encodings, task, target } = model;
  const encoder = compileEncodings(schema, encodings);
  const raw = encoder && compileRaw(predictor, encoder.width, levelsByColumn(encodings));
  if (!raw) return null;
  const outputs = rawWidth(predictor);
  const cells = new Float32Array(raw.size);
  return (rows) => {
    const values = new Float64Array(rows.length * outputs);
    for (let row = 0; row < rows.length; row++) {
      encoder.write(rows[row]!, cells, raw.offset);
      raw.add(cells, values, row * outputs);
    }
    return scoresOf(values, predictor, task, target);
  };
}
