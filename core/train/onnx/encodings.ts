/**
 * Encodings as ONNX operations. Features of a kind are joined first, so that a table of 300 numbers costs a handful
 * of operations; the design matrix therefore has its columns in another order here, which `positions` tells.
 */
import type { CalendarPart, CyclicPart, Encoding } from "../model.ts";
import { QUARTER, radiansPerStep } from "../preprocess/calendar.ts";
import { levelTable, SCALED_LIMIT, widthOf } from "../preprocess/index.ts";
import { calendarOps } from "./calendar-ops.ts";
import type { Graph } from "./graph.ts";
import { yeoJohnsonOps } from "./yeo-johnson-ops.ts";

type Of<K extends Encoding["kind"]> = Extract<Encoding, { kind: K }>;
type OfLevels = Of<"one_hot"> | Of<"code"> | Of<"target_mean">;

/** An encoding and the first of its columns in the design matrix. */
interface Placed<E extends Encoding = Encoding> {
  encoding: E;
  column: number;
}

/** A float32 tensor [N, columns.length] and the design matrix's column that each of its columns is; −1: none. */
interface Block {
  tensor: string;
  columns: number[];
}

export interface EncodedInputs {
  /** float32 [N, width]. */
  matrix: string;
  width: number;
  /** Design matrix column → column of `matrix`. */
  positions: Int32Array;
  /** Design matrix column of a category code → extra column → its place in `matrix`. */
  extras: Map<number, number[]>;
}

/** Extra float32 columns derived from a category code: one entry per level, the last for missing and unseen. */
export type ExtraColumns = ReadonlyMap<number, readonly Float32Array[]>;

const row = (graph: Graph, values: number[]): string => graph.constant("double", [1, values.length], values);
const join = (graph: Graph, tensors: string[]): string =>
  tensors.length === 1 ? tensors[0]! : graph.op("Concat", tensors, { axis: 1 });
const toDouble = (graph: Graph, tensor: string): string => graph.op("Cast", [tensor], { to: 11 });
const toFloat = (graph: Graph, tensor: string): string => graph.op("Cast", [tensor], { to: 1 });

function scaled(graph: Graph, tensor: string, center: number[], scale: number[]): string {
  return graph.op("Div", [graph.op("Sub", [tensor, row(graph, center)]), row(graph, scale)]);
}

/** Numbers that keep their NaN; without scaling they pass through untouched. */
function keptNumbers(graph: Graph, placed: Placed<Of<"numeric">>[]): Block[] {
  const tensor = join(
    graph,
    placed.map(({ encoding }) => encoding.feature),
  );
  const center = placed.map(({ encoding }) => encoding.center);
  const scale = placed.map(({ encoding }) => encoding.scale);
  const plain = center.every((x) => x === 0) && scale.every((x) => x === 1);
  const columns = placed.map(({ column }) => column);
  return [{ tensor: plain ? tensor : toFloat(graph, scaled(graph, toDouble(graph, tensor), center, scale)), columns }];
}

/** x − x is NaN for NaN and for ±∞ alike. */
const notFinite = (graph: Graph, tensor: string): string => graph.op("IsNaN", [graph.op("Sub", [tensor, tensor])]);

function imputedNumbers(graph: Graph, placed: Placed<Of<"numeric">>[]): Block[] {
  const raw = join(
    graph,
    placed.map(({ encoding }) => encoding.feature),
  );
  const imputes = row(
    graph,
    placed.map(({ encoding }) => encoding.impute ?? 0),
  );
  const filled = graph.op("Where", [notFinite(graph, raw), imputes, toDouble(graph, raw)]);
  const center = placed.map(({ encoding }) => encoding.center);
  const scale = placed.map(({ encoding }) => encoding.scale);
  const powers = placed.map(({ encoding }) => encoding.power ?? 1);
  const bent = powers.every((power) => power === 1) ? filled : yeoJohnsonOps(graph, filled, powers);
  const limits = [-SCALED_LIMIT, SCALED_LIMIT].map((limit) => graph.constant("double", [], [limit]));
  const clipped = graph.op("Clip", [scaled(graph, bent, center, scale), ...limits]);
  return [{ tensor: toFloat(graph, clipped), columns: placed.map(({ column }) => column) }];
}

function indicators(graph: Graph, placed: Placed<Of<"numeric">>[]): Block[] {
  const raw = join(
    graph,
    placed.map(({ encoding }) => encoding.feature),
  );
  return [{ tensor: toFloat(graph, notFinite(graph, raw)), columns: placed.map(({ column }) => column + 1) }];
}

function numbers(graph: Graph, placed: Placed<Of<"numeric">>[]): Block[] {
  const kept = placed.filter(({ encoding }) => encoding.impute === null);
  const imputed = placed.filter(({ encoding }) => encoding.impute !== null);
  const marked = placed.filter(({ encoding }) => encoding.indicator);
  return [
    ...(kept.length > 0 ? keptNumbers(graph, kept) : []),
    ...(imputed.length > 0 ? imputedNumbers(graph, imputed) : []),
    ...(marked.length > 0 ? indicators(graph, marked) : []),
  ];
}

/** text → place among the levels (the last for all others) → a row of a table. */
function levelled(graph: Graph, { encoding, column }: Placed<OfLevels>, extra: readonly Float32Array[]): Block {
  const own = levelTable(encoding);
  const columns = [...own, ...extra];
  const height = encoding.levels.length + 1;
  const cells = new Float32Array(height * columns.length);
  columns.forEach((values, at) => {
    for (let level = 0; level < height; level++) cells[level * columns.length + at] = values[level]!;
  });
  const place = graph.ml("LabelEncoder", [encoding.feature], {
    keys_strings: encoding.levels,
    values_int64s: { ints: encoding.levels.map((_, level) => level) },
    default_int64: encoding.levels.length,
  });
  const flat = graph.op("Reshape", [place, graph.constant("int64", [1], [-1])]);
  const table = graph.constant("float", [height, columns.length], cells);
  const tensor = graph.op("Gather", [table, flat], { axis: 0 });
  return { tensor, columns: columns.map((_, at) => (at < own.length ? column + at : -1)) };
}

/** All dates side by side, a block for the sine and one for the cosine of each part that any of them uses. */
function cyclic(graph: Graph, placed: Placed<Of<"cyclic">>[]): Block[] {
  const moments = join(
    graph,
    placed.map(({ encoding }) => encoding.feature),
  );
  const partOf = calendarOps(graph, moments);
  const used = new Set<CyclicPart>(placed.flatMap(({ encoding }) => encoding.parts));
  const scalar = (value: number) => graph.constant("double", [], [value]);
  return [...used].flatMap((part) => {
    const angle = graph.op("Mul", [partOf(part), scalar(radiansPerStep(part))]);
    return [0, QUARTER].map((shift, wave) => {
      const sine = graph.op("Sin", [graph.op("Add", [angle, scalar(shift)])]);
      const filled = graph.op("Where", [graph.op("IsNaN", [sine]), scalar(0), sine]);
      const columns = placed.map(({ encoding, column }) => {
        const at = encoding.parts.indexOf(part);
        return at < 0 ? -1 : column + 2 * at + wave;
      });
      return { tensor: toFloat(graph, filled), columns };
    });
  });
}

/** All dates side by side, one block per part that any of them uses. */
function calendar(graph: Graph, placed: Placed<Of<"calendar">>[]): Block[] {
  const moments = join(
    graph,
    placed.map(({ encoding }) => encoding.feature),
  );
  const partOf = calendarOps(graph, moments);
  const used = new Set<CalendarPart>(placed.flatMap(({ encoding }) => encoding.parts));
  return [...used].map((part) => {
    const at = placed.map(({ encoding }) => encoding.parts.indexOf(part));
    const center = placed.map(({ encoding }, i) => encoding.scaling?.center[at[i]!] ?? 0);
    const scale = placed.map(({ encoding }, i) => encoding.scaling?.scale[at[i]!] ?? 1);
    const values = scaled(graph, partOf(part), center, scale);
    const fill = row(
      graph,
      placed.map(({ encoding }) => (encoding.impute ? 0 : Number.NaN)),
    );
    const filled = graph.op("Where", [graph.op("IsNaN", [values]), fill, values]);
    const columns = placed.map(({ column }, i) => (at[i]! < 0 ? -1 : column + at[i]!));
    return { tensor: toFloat(graph, filled), columns };
  });
}

function blocksOf(graph: Graph, placed: Placed[], extras: ExtraColumns): Block[] {
  const ofKind = <K extends Encoding["kind"]>(kind: K) =>
    placed.filter((one): one is Placed<Of<K>> => one.encoding.kind === kind);
  const dates = ofKind("calendar");
  const circles = ofKind("cyclic");
  const categories = [...ofKind("one_hot"), ...ofKind("code"), ...ofKind("target_mean")];
  return [
    ...numbers(graph, ofKind("numeric")),
    ...(dates.length > 0 ? calendar(graph, dates) : []),
    ...(circles.length > 0 ? cyclic(graph, circles) : []),
    ...categories
      .filter(({ encoding }) => widthOf(encoding) > 0)
      .map((one) => levelled(graph, one, extras.get(one.column) ?? [])),
  ];
}

/** Adds the operations from the raw inputs, which must be there already, to the joined float32 matrix. */
export function encodingOps(graph: Graph, encodings: readonly Encoding[], extraColumns: ExtraColumns): EncodedInputs {
  let designWidth = 0;
  const placed = encodings.map((encoding) => {
    const column = designWidth;
    designWidth += widthOf(encoding);
    return { encoding, column };
  });
  const blocks = blocksOf(graph, placed, extraColumns);
  const positions = new Int32Array(designWidth);
  const extras = new Map<number, number[]>();
  let width = 0;
  for (const { columns } of blocks) {
    const code = columns[0]!;
    columns.forEach((column, at) => {
      if (column >= 0) positions[column] = width + at;
      else if (extraColumns.has(code)) extras.set(code, [...(extras.get(code) ?? []), width + at]);
    });
    width += columns.length;
  }
  return {
    matrix: join(
      graph,
      blocks.map(({ tensor }) => tensor),
    ),
    width,
    positions,
    extras,
  };
}
