/** Pairs of columns of which one is never larger than the other. */
import type { Expectation } from "../../../contract/index.ts";
import type { Column } from "../../../data/index.ts";
import { plural, say } from "../../words.ts";
import { proposed } from "./proposed.ts";

/** Rows in which both are known. */
const LEAST_ROWS = 500;
/** Paired at random, so many rows would break it: else the ranges lie apart, and the rule says nothing of its own. */
const TELLING = 0.01;
/** A wide table has more pairs than meanings. */
const MOST_COLUMNS = 60;

type Numbers = Exclude<Column, { kind: "text" }>;

/** Rows in which both are known; null as soon as one breaks a ≤ b. */
function support(a: Float64Array, b: Float64Array): number | null {
  let both = 0;
  for (let row = 0; row < a.length; row++) {
    if (a[row]! > b[row]!) return null;
    if (!Number.isNaN(a[row]!) && !Number.isNaN(b[row]!)) both++;
  }
  return both;
}

/** Share of rows that would break a ≤ b if each a met the b of another row, half a table away. */
function brokenAtRandom(a: Float64Array, b: Float64Array): number {
  let both = 0;
  let broken = 0;
  for (let row = 0; row < a.length; row++) {
    const other = b[(row + (a.length >> 1)) % a.length]!;
    if (Number.isNaN(a[row]!) || Number.isNaN(other)) continue;
    both++;
    if (a[row]! > other) broken++;
  }
  return both === 0 ? 0 : broken / both;
}

/** Relations a ≤ b between columns of one kind that every row keeps and that chance would not. */
export function relations(columns: readonly Column[]): Expectation[] {
  const numbers = columns.filter((column): column is Numbers => column.kind !== "text");
  if (numbers.length > MOST_COLUMNS) return [];
  return numbers.flatMap((a) =>
    numbers.flatMap((b) => {
      if (a === b || a.kind !== b.kind) return [];
      const both = support(a.values, b.values);
      if (both === null || both < LEAST_ROWS || brokenAtRandom(a.values, b.values) < TELLING) return [];
      const reason = say("soInAll", { rows: plural(both, "training row") });
      return [proposed({ kind: "at_most", column: a.name, other: b.name }, 1, both, reason)];
    }),
  );
}
