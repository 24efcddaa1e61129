/**
 * Cells of one row → its row of the design matrix: what `encode` does to a table, without building one. Everything
 * that does not depend on the row is looked up once.
 */
import type { Feature, ModelSchema } from "../../contract/index.ts";
import type { CellValue } from "../../data/index.ts";
import type { Encoding } from "../model.ts";
import { calendarPart, QUARTER, waveOf } from "../preprocess/calendar.ts";
import { levelTable, SCALED_LIMIT, widthOf } from "../preprocess/index.ts";
import { yeoJohnson } from "../preprocess/yeo-johnson.ts";

type Write = (cell: CellValue, into: Float32Array, at: number) => void;

type Of<K extends Encoding["kind"]> = Extract<Encoding, { kind: K }>;

const numberOf = (cell: CellValue): number => (typeof cell === "number" ? cell : Number.NaN);

function writeNumeric({ impute, power, center, scale, indicator }: Of<"numeric">): Write {
  return (cell, into, at) => {
    const x = Math.fround(numberOf(cell));
    const known = Number.isFinite(x);
    if (impute === null) into[at] = (x - center) / scale;
    else {
      const filled = known ? x : impute;
      const scaled = ((power === undefined ? filled : yeoJohnson(filled, power)) - center) / scale;
      into[at] = Math.min(Math.max(scaled, -SCALED_LIMIT), SCALED_LIMIT);
    }
    if (indicator) into[at + 1] = known ? 0 : 1;
  };
}

/** A category as its text; a number or a date by what it prints as. */
function textReader({ type }: Feature): (cell: CellValue) => string | null {
  if (type === "category" || type === "boolean") return (cell) => (cell === null ? null : String(cell));
  const print = type === "datetime" ? (x: number) => new Date(x).toISOString() : String;
  return (cell) => (Number.isNaN(numberOf(cell)) ? null : print(numberOf(cell)));
}

function writeLevels(encoding: Of<"one_hot"> | Of<"code"> | Of<"target_mean">, feature: Feature): Write {
  const places = new Map(encoding.levels.map((level, place) => [level, place]));
  const lookups = levelTable(encoding);
  const read = textReader(feature);
  const unseen = encoding.levels.length;
  return (cell, into, at) => {
    const text = read(cell);
    const place = text === null ? unseen : (places.get(text) ?? unseen);
    for (let k = 0; k < lookups.length; k++) into[at + k] = lookups[k]![place]!;
  };
}

function writeCalendar({ parts, impute, scaling }: Of<"calendar">): Write {
  return (cell, into, at) => {
    const ms = numberOf(cell);
    for (let k = 0; k < parts.length; k++) {
      const scaled = (calendarPart(ms, parts[k]!) - (scaling?.center[k] ?? 0)) / (scaling?.scale[k] ?? 1);
      into[at + k] = impute && Number.isNaN(scaled) ? 0 : scaled;
    }
  };
}

function writeCyclic({ parts }: Of<"cyclic">): Write {
  return (cell, into, at) => {
    const ms = numberOf(cell);
    for (let k = 0; k < parts.length; k++) {
      into[at + 2 * k] = waveOf(ms, parts[k]!, 0);
      into[at + 2 * k + 1] = waveOf(ms, parts[k]!, QUARTER);
    }
  };
}

function writerOf(encoding: Encoding, feature: Feature): Write {
  if (encoding.kind === "numeric") return writeNumeric(encoding);
  if (encoding.kind === "cyclic") return writeCyclic(encoding);
  return encoding.kind === "calendar" ? writeCalendar(encoding) : writeLevels(encoding, feature);
}

export interface RowEncoder {
  /** Columns of the design matrix. */
  width: number;
  /** Writes one row, from `at` on. @param values in the schema's order, missing null */
  write(values: readonly CellValue[], into: Float32Array, at: number): void;
}

/**
 * @returns null where an encoding names a column that the schema does not have
 * @example compileEncodings(schema, model.encodings)?.write([1.5, "North"], cells, 0)
 */
export function compileEncodings(schema: ModelSchema, encodings: readonly Encoding[]): RowEncoder | null {
  const steps: { source: number; write: Write; at: number }[] = [];
  let width = 0;
  for (const encoding of encodings) {
    const source = schema.features.findIndex(({ name }) => name === encoding.feature);
    if (source < 0) return null;
    steps.push({ source, write: writerOf(encoding, schema.features[source]!), at: width });
    width += widthOf(encoding);
  }
  return {
    width,
    write: (values, into, at) => {
      for (const step of steps) step.write(values[step.source]!, into, at + step.at);
    },
  };
}
