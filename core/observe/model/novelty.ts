/** Which rows have become commoner, and which rarer. */
import { type Column, columnNamed, type Table } from "../../data/index.ts";
import { decileCuts, sortedValues } from "../statistics/index.ts";

type BinOf = (column: Column, row: number) => number;

const valuesOf = (column: Column): Float64Array => (column.kind === "text" ? new Float64Array() : column.values);

/**
 * The bin of a cell: between deciles of both sides, so that a new kind far out is told from the edge of the old one, or
 * levels of the reference; one more bin for levels it never had, one for missing.
 */
function binsOf(reference: Column, current: Column): { bins: number; binOf: BinOf } {
  if (reference.kind === "text") {
    const levels = new Map(reference.levels.map((level, code) => [level, code]));
    const unseen = reference.levels.length;
    const binOf: BinOf = (column, row) => {
      if (column.kind !== "text" || column.codes[row]! < 0) return unseen + 1;
      return levels.get(column.levels[column.codes[row]!]!) ?? unseen;
    };
    return { bins: unseen + 2, binOf };
  }
  const cuts = [reference, current]
    .flatMap((side) => [...decileCuts(sortedValues(valuesOf(side)))])
    .sort((a, b) => a - b);
  const binOf: BinOf = (column, row) => {
    const value = column.kind === "text" ? Number.NaN : column.values[row]!;
    if (Number.isNaN(value)) return cuts.length + 1;
    let bin = 0;
    while (bin < cuts.length && value > cuts[bin]!) bin++;
    return bin;
  };
  return { bins: cuts.length + 2, binOf };
}

/** Log of each bin's share now over its share then; an empty bin counts half a row. */
function logRatios(reference: Column, rows: number, current: Column, rowsNow: number) {
  const { bins, binOf } = binsOf(reference, current);
  const count = (column: Column, size: number) => {
    const counts = new Float64Array(bins).fill(0.5);
    for (let row = 0; row < size; row++) counts[binOf(column, row)]!++;
    return counts;
  };
  const [before, now] = [count(reference, rows), count(current, rowsNow)];
  const ratios = before.map((each, bin) => Math.log(now[bin]! / (rowsNow + bins / 2) / (each / (rows + bins / 2))));
  return (column: Column, row: number): number => ratios[binOf(column, row)]!;
}

/** Of each row, in logs. */
export interface Novelty {
  reference: Float64Array;
  current: Float64Array;
}

/**
 * How much more likely each row is now than it was, in logs, the features taken as independent: a score to sort rows by,
 * not a ratio to weigh them with.
 * @param names of the features that tell
 */
export function novelty(names: readonly string[], reference: Table, current: Table): Novelty {
  const features = names.flatMap((name) => {
    const [before, now] = [columnNamed(reference, name), columnNamed(current, name)];
    return before && now ? [{ before, now, ratio: logRatios(before, reference.rows, now, current.rows) }] : [];
  });
  const sum = (row: number, side: "before" | "now") =>
    features.reduce((total, feature) => total + feature.ratio(feature[side], row), 0);
  return {
    reference: Float64Array.from({ length: reference.rows }, (_, row) => sum(row, "before")),
    current: Float64Array.from({ length: current.rows }, (_, row) => sum(row, "now")),
  };
}
