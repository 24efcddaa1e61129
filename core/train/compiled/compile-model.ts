/**
 * A fitted model as a function over rows: the reference predictor without its tables, for answering one row at a
 * time. It gives the reference predictor's answers to the last bit (a test says so for every shape of model).
 */
import type { ModelSchema } from "../../contract/index.ts";
import type { CellValue } from "../../data/index.ts";
import type { Encoding, FittedModel, Predictor } from "../model.ts";
import { widthOf } from "../preprocess/index.ts";
import { predictorsOf, rawWidth, type Scores, scoresOf } from "../reference/index.ts";
import { compileEncodings } from "./row-encoder.ts";
import { type TreeCells, treeCells } from "./tree-cells.ts";
import { compileTrees } from "./tree-walker.ts";

/** @param rows validated, in the schema's order, missing null */
export type RowScorer = (rows: readonly (readonly CellValue[])[]) => Scores;

/** Adds raw outputs of some rows to zeros in `raw` from `at` on. @param cells one array per row */
type RawScorer = (cells: readonly Float32Array[], rows: number, raw: Float64Array, at: number) => void;

/** Rows that are encoded and scored together. */
const BLOCK = 64;

/** The matrix's columns stand from the second cell on; the first is a constant 0. */
const OFFSET = 1;

function compileLinear({ weights, bias }: Extract<Predictor, { kind: "linear" }>): RawScorer {
  const used = weights.map((weight) => [...weight.keys()].filter((column) => weight[column] !== 0));
  const outputs = weights.length;
  return (cells, rows, raw, at) => {
    for (let row = 0; row < rows; row++)
      for (let k = 0; k < outputs; k++) {
        let sum = bias[k]!;
        for (const column of used[k]!) sum += weights[k]![column]! * cells[row]![OFFSET + column]!;
        raw[at + row * outputs + k] = sum;
      }
  };
}

/** Number of codes of each matrix column; 0 for columns that hold none. */
const levelsByColumn = (encodings: readonly Encoding[]): number[] =>
  encodings.flatMap((encoding) =>
    encoding.kind === "code" ? [encoding.levels.length] : new Array<number>(widthOf(encoding)).fill(0),
  );

function compileRaw(predictor: Predictor, cells: TreeCells): RawScorer {
  if (predictor.kind === "linear") return compileLinear(predictor);
  if (predictor.kind === "constant") {
    const { outputs } = predictor;
    return (_cells, rows, raw, at) => {
      for (let row = 0; row < rows; row++) raw.set(outputs, at + row * outputs.length);
    };
  }
  return compileTrees(predictor, cells);
}

/**
 * @returns null where the model cannot be compiled (trees that split on thousands of sets of categories)
 * @example compileModel(model, schema)?.([[1.5, "North"]]).values[0]
 */
export function compileModel(model: FittedModel, schema: ModelSchema): RowScorer | null {
  const encoder = compileEncodings(schema, model.encodings);
  if (!encoder) return null;
  const predictors = predictorsOf(model.predictor);
  const trees = predictors.flatMap((predictor) => (predictor.kind === "trees" ? predictor.trees : []));
  const levels = levelsByColumn(model.encodings);
  const derived = treeCells(trees, encoder.width, (column) => levels[column]!);
  if (!derived) return null;
  const parts = predictors.map((predictor) => ({ add: compileRaw(predictor, derived), outputs: rawWidth(predictor) }));
  const cells = Array.from({ length: BLOCK }, () => new Float32Array(derived.size));
  return (rows) => {
    const raws = parts.map(({ outputs }) => new Float64Array(rows.length * outputs));
    for (let from = 0; from < rows.length; from += BLOCK) {
      const length = Math.min(BLOCK, rows.length - from);
      for (let row = 0; row < length; row++) {
        encoder.write(rows[from + row]!, cells[row]!, OFFSET);
        derived.derive(cells[row]!);
      }
      for (let k = 0; k < parts.length; k++) parts[k]!.add(cells, length, raws[k]!, from * parts[k]!.outputs);
    }
    return scoresOf(raws, model);
  };
}
