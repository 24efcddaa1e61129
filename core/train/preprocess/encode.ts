/** Raw features → design matrix, by the encodings of a fitted model. The ONNX graph repeats exactly this. */
import { type Table, viewRows } from "../../data/index.ts";
import type { Encoding, Matrix, MatrixColumn } from "../model.ts";
import { calendarPart, QUARTER, waveOf } from "./calendar.ts";
import { levelIndices, numbersOf, textsOf } from "./cells.ts";
import { yeoJohnson } from "./yeo-johnson.ts";

/** Standardised values are kept within this, so that no input, however absurd, overflows a linear model. */
export const SCALED_LIMIT = 1e6;

type Of<K extends Encoding["kind"]> = Extract<Encoding, { kind: K }>;

const column = (name: string, feature: string, values: Float32Array): MatrixColumn => ({ name, feature, values });

function encodeNumeric(encoding: Of<"numeric">, table: Table): MatrixColumn[] {
  const { feature, impute, power, center, scale, indicator } = encoding;
  const raw = numbersOf(table, feature);
  const values = new Float32Array(table.rows);
  const missing = new Float32Array(indicator ? table.rows : 0);
  for (let row = 0; row < table.rows; row++) {
    const x = Math.fround(raw[row]!);
    if (indicator && !Number.isFinite(x)) missing[row] = 1;
    if (impute === null) values[row] = (x - center) / scale;
    else {
      const known = Number.isFinite(x) ? x : impute;
      const scaled = ((power === undefined ? known : yeoJohnson(known, power)) - center) / scale;
      values[row] = Math.min(Math.max(scaled, -SCALED_LIMIT), SCALED_LIMIT);
    }
  }
  const own = column(feature, feature, values);
  return indicator ? [own, column(`${feature} missing`, feature, missing)] : [own];
}

/** One table per category encoding: row = level, the last row for missing and unseen; columns = matrix columns. */
export function levelTable(encoding: Of<"one_hot"> | Of<"code"> | Of<"target_mean">): Float32Array[] {
  const { levels } = encoding;
  if (encoding.kind === "code") return [Float32Array.from([...levels.keys(), Number.NaN])];
  if (encoding.kind === "target_mean") return [Float32Array.from([...encoding.means, encoding.fallback])];
  return levels.map((_, level) => {
    const bits = new Float32Array(levels.length + 1);
    bits[level] = 1;
    return bits;
  });
}

function encodeLevels(encoding: Of<"one_hot"> | Of<"code"> | Of<"target_mean">, table: Table): MatrixColumn[] {
  const { feature, levels } = encoding;
  const places = levelIndices(textsOf(table, feature), levels);
  return levelTable(encoding).map((lookup, at) => {
    const name = encoding.kind === "one_hot" ? `${feature} = ${levels[at]}` : feature;
    const values = Float32Array.from(places, (place) => lookup[place]!);
    return { ...column(name, feature, values), ...(encoding.kind === "code" ? { levels: levels.length } : {}) };
  });
}

function encodeCalendar({ feature, parts, impute, scaling }: Of<"calendar">, table: Table): MatrixColumn[] {
  const moments = numbersOf(table, feature);
  return parts.map((part, at) => {
    const center = scaling?.center[at] ?? 0;
    const scale = scaling?.scale[at] ?? 1;
    const values = Float32Array.from(moments, (ms) => {
      const scaled = (calendarPart(ms, part) - center) / scale;
      return impute && Number.isNaN(scaled) ? 0 : scaled;
    });
    return column(`${feature} ${part}`, feature, values);
  });
}

function encodeCyclic({ feature, parts }: Of<"cyclic">, table: Table): MatrixColumn[] {
  const moments = numbersOf(table, feature);
  return parts.flatMap((part) =>
    (["sine", "cosine"] as const).map((wave) => {
      const shift = wave === "sine" ? 0 : QUARTER;
      const values = Float32Array.from(moments, (ms) => waveOf(ms, part, shift));
      return column(`${feature} ${part}, ${wave}`, feature, values);
    }),
  );
}

function encodeOne(encoding: Encoding, table: Table): MatrixColumn[] {
  if (encoding.kind === "numeric") return encodeNumeric(encoding, table);
  if (encoding.kind === "calendar") return encodeCalendar(encoding, table);
  if (encoding.kind === "cyclic") return encodeCyclic(encoding, table);
  return encodeLevels(encoding, table);
}

/** A column that is made anew whenever its values are asked for. */
function later(encoding: Encoding, table: Table, at: number): MatrixColumn {
  const { name, feature, levels } = encodeOne(encoding, viewRows(table, new Int32Array(0)))[at]!;
  return {
    ...{ name, feature },
    ...(levels === undefined ? {} : { levels }),
    get values() {
      return encodeOne(encoding, table)[at]!.values;
    },
  };
}

/** One column at a time; the parts of a date one by one, so that no two are made for one. */
function encodeLater(encoding: Encoding, table: Table): MatrixColumn[] {
  if (encoding.kind === "calendar" && !encoding.scaling)
    return encoding.parts.map((part) => later({ ...encoding, parts: [part] }, table, 0));
  return Array.from({ length: widthOf(encoding) }, (_, at) => later(encoding, table, at));
}

/** Number of matrix columns an encoding gives. */
export function widthOf(encoding: Encoding): number {
  if (encoding.kind === "numeric") return encoding.indicator ? 2 : 1;
  if (encoding.kind === "one_hot") return encoding.levels.length;
  if (encoding.kind === "cyclic") return 2 * encoding.parts.length;
  return encoding.kind === "calendar" ? encoding.parts.length : 1;
}

/**
 * @param table has every feature that the encodings name, in any order
 * @returns float32 columns in the order of the encodings; of a table in a file, each is made whenever it is asked for
 */
export const encode = (encodings: readonly Encoding[], table: Table): Matrix => ({
  rows: table.rows,
  columns: encodings.flatMap((encoding) => (table.stored ? encodeLater(encoding, table) : encodeOne(encoding, table))),
});
