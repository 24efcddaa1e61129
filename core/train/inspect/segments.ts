/**
 * Where a model is worse than elsewhere: rows by level, quarter of the range, or missing cell of each feature, their
 * mean loss against that of all other rows (Welch's t). Many segments are looked at, so that one of them is called
 * worse only beyond what chance explains among all of them (Bonferroni).
 */
import { type ModelSchema, type Segment, say } from "../../contract/index.ts";
import { type Column, cellText, columnNamed, quantile, type Table } from "../../data/index.ts";
import { tQuantile } from "../../shared/index.ts";

/** Fewer rows say nothing. */
const FEWEST_ROWS = 30;
const MOST_LEVELS = 12;
const QUARTERS = 4;
const MOST_SEGMENTS = 20;
const ALPHA = 0.05;

/** A number as a sentence has it. */
export const figure = (x: number): string => String(Number(x.toPrecision(4)));

/** Segment of each row, by its name. */
type Rows = Map<string, number[]>;

function byLevel(column: Column, rows: number): Rows {
  const found: Rows = new Map();
  for (let row = 0; row < rows; row++) {
    const name = cellText(column, row) ?? say("valueMissing");
    const own = found.get(name) ?? [];
    own.push(row);
    found.set(name, own);
  }
  const commonest = [...found].sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1));
  return new Map(commonest.slice(0, MOST_LEVELS));
}

function byQuarter(values: Float64Array, print: (x: number) => string): Rows {
  const sorted = values.filter((x) => !Number.isNaN(x)).sort();
  const cuts = [...new Set(Array.from({ length: QUARTERS - 1 }, (_, at) => quantile(sorted, (at + 1) / QUARTERS)))];
  const found: Rows = new Map();
  const names = [...cuts, null].map((cut, at) => {
    if (at === 0) return `≤ ${print(cut ?? Number.NaN)}`;
    return cut === null
      ? `> ${print(cuts.at(-1)!)}`
      : say("valuesBetween", { low: print(cuts[at - 1]!), high: print(cut) });
  });
  values.forEach((x, row) => {
    const name = Number.isNaN(x) ? say("valueMissing") : names[cuts.filter((cut) => x > cut).length]!;
    const own = found.get(name) ?? [];
    own.push(row);
    found.set(name, own);
  });
  return found;
}

/** Rows of each level, quarter of the range, or missing cell of a column, by its name. */
export function rowsBySegment(column: Column, rows: number): Rows {
  if (column.kind === "text") return byLevel(column, rows);
  const distinct = new Set<number>();
  for (const x of column.values) {
    if (!Number.isNaN(x)) distinct.add(x);
    if (distinct.size > MOST_LEVELS)
      return byQuarter(
        column.values,
        column.kind === "number" ? figure : (ms) => new Date(ms).toISOString().slice(0, 10),
      );
  }
  return byLevel(column, rows);
}

interface Moments {
  count: number;
  mean: number;
  variance: number;
}

/** Of the rows inside, and of those outside, from sums over all. */
function moments(count: number, sum: number, squares: number): Moments {
  const mean = sum / count;
  return { count, mean, variance: count > 1 ? Math.max(0, (squares - count * mean * mean) / (count - 1)) : 0 };
}

const welch = (a: Moments, b: Moments): number => {
  const error = Math.sqrt(a.variance / a.count + b.variance / b.count);
  return error > 0 ? (a.mean - b.mean) / error : 0;
};

/**
 * @param losses per row of the table
 * @param metric of some rows
 * @returns the worst first: those that are worse beyond chance, then by how much
 */
export function segmentsOf(
  table: Table,
  schema: ModelSchema,
  losses: Float64Array,
  metric: (rows: readonly number[]) => number,
): Segment[] {
  const total = losses.reduce((sum, x) => sum + x, 0);
  const squares = losses.reduce((sum, x) => sum + x * x, 0);
  const looked: (Segment & { t: number })[] = [];
  for (const { name } of schema.features) {
    const column = columnNamed(table, name);
    if (!column) continue;
    for (const [value, rows] of rowsBySegment(column, table.rows)) {
      const others = table.rows - rows.length;
      if (rows.length < FEWEST_ROWS || others < FEWEST_ROWS) continue;
      const own = rows.reduce((sum, row) => sum + losses[row]!, 0);
      const ownSquares = rows.reduce((sum, row) => sum + losses[row]! ** 2, 0);
      const inside = moments(rows.length, own, ownSquares);
      const outside = moments(others, total - own, squares - ownSquares);
      looked.push({
        ...{ feature: name, value, rows: rows.length, t: welch(inside, outside), worse: false },
        loss_ratio: outside.mean > 0 ? inside.mean / outside.mean : 1,
        metric: metric(rows),
      });
    }
  }
  const limit = tQuantile(1 - ALPHA / Math.max(1, looked.length), FEWEST_ROWS - 1);
  return looked
    .sort((a, b) => b.t - a.t)
    .slice(0, MOST_SEGMENTS)
    .map(({ t, ...segment }) => ({ ...segment, worse: t > limit }));
}
