/** Validated rows that keep coming, held as columns: eight bytes a number and four a text, where a list of lists of values takes three times as much. */
import type { Feature, ModelSchema } from "../contract/index.ts";
import type { Column, Table } from "./table.ts";
import type { CellValue } from "./validate.ts";

/** Rows that there is room for at first; where they are taken up, as many again. */
const ROOM = 64;

function grown<A extends Float64Array | Int32Array>(cells: A, make: (length: number) => A, rows: number): A {
  if (rows < cells.length) return cells;
  const more = make(Math.max(ROOM, 2 * cells.length));
  more.set(cells);
  return more;
}

interface GrowingColumn {
  add(cell: CellValue, row: number): void;
  at(rows: ArrayLike<number>): Column;
}

const floats = (length: number) => new Float64Array(length);
const codesOf = (length: number) => new Int32Array(length);

function growingValues(feature: Extract<Feature, { type: "number" | "datetime" }>): GrowingColumn {
  let values = floats(0);
  return {
    add(cell, row) {
      values = grown(values, floats, row);
      values[row] = typeof cell === "number" ? cell : Number.NaN;
    },
    at(rows) {
      const taken = floats(rows.length);
      for (let i = 0; i < rows.length; i++) taken[i] = values[rows[i]!]!;
      const { name } = feature;
      return feature.type === "number"
        ? { name, kind: "number", values: taken }
        : { name, kind: "datetime", values: taken, format: feature.format };
    },
  };
}

function growingTexts({ name, categories }: Extract<Feature, { type: "category" | "boolean" }>): GrowingColumn {
  const levels = [...categories];
  const codes = new Map(levels.map((level, code) => [level, code]));
  let held = codesOf(0);

  function codeOf(text: string): number {
    const known = codes.get(text);
    if (known !== undefined) return known;
    codes.set(text, levels.length);
    return levels.push(text) - 1;
  }

  return {
    add(cell, row) {
      held = grown(held, codesOf, row);
      held[row] = cell === null ? -1 : codeOf(String(cell));
    },
    at(rows) {
      // Levels that training did not know stand in the order in which the rows that were taken show them.
      const places = new Map<number, number>(categories.map((_, code) => [code, code]));
      const taken = Int32Array.from(rows, (row) => {
        const code = held[row]!;
        if (code < 0) return -1;
        const place = places.get(code) ?? places.size;
        places.set(code, place);
        return place;
      });
      return { name, kind: "text", codes: taken, levels: Array.from(places.keys(), (code) => levels[code]!) };
    },
  };
}

export interface GrowingRows {
  readonly rows: number;
  /** @param values of one row, features in the schema's order */
  add(values: readonly CellValue[]): void;
  /** The column in a place of the schema, of these rows in this order, as `tableOf` makes it of them. */
  column(place: number, rows: ArrayLike<number>): Column;
  /** All columns. */
  take(rows: ArrayLike<number>): Table;
}

/** @example const growing = growingRows(schema); growing.add([20, "a"]); growing.take([0]).columns[0] */
export function growingRows({ features }: Pick<ModelSchema, "features">): GrowingRows {
  const columns = features.map((feature) =>
    feature.type === "category" || feature.type === "boolean" ? growingTexts(feature) : growingValues(feature),
  );
  let count = 0;
  return {
    get rows() {
      return count;
    },
    add(values) {
      for (let k = 0; k < columns.length; k++) columns[k]!.add(values[k]!, count);
      count += 1;
    },
    column: (place, rows) => columns[place]!.at(rows),
    take: (rows) => ({ rows: rows.length, columns: columns.map((column) => column.at(rows)) }),
  };
}
