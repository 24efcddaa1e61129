/** Checks of data quality on one window: each file one kind of break. */
import type { Table } from "../../../data/index.ts";
import type { Pair } from "../drift/pair.ts";
import { duplicates } from "./duplicate.ts";
import type { Found } from "./finding.ts";
import { missingJump } from "./missing.ts";
import { newCategory } from "./new-category.ts";
import { outOfRange } from "./range.ts";
import { sentinel } from "./sentinel.ts";
import { backwards } from "./skew.ts";
import { stuck } from "./stuck.ts";
import { swapped } from "./swapped.ts";
import { unitChange } from "./unit-change.ts";
import { vanishedCategory } from "./vanished-category.ts";

export type { Found } from "./finding.ts";
export { clockJump, type TimedColumn } from "./skew.ts";

const PER_FEATURE = [unitChange, sentinel, missingJump, stuck, outOfRange, newCategory, vanishedCategory, backwards];

/**
 * All findings, breaking ones first.
 * @param tables both windows whole, where they are held: repeats can only be counted there
 */
export function checkQuality(pairs: readonly Pair[], tables: { reference: Table; current: Table } | null): Found[] {
  const swaps = swapped(pairs);
  const exchanged = new Set(swaps.map(({ column }) => column));
  const found = pairs.flatMap((pair) => PER_FEATURE.flatMap((check) => check(pair)));
  // A swapped column explains itself: its values are in another's unit, not in another unit.
  const kept = found.filter(({ column, kind }) => !(exchanged.has(column) && kind === "unit_change"));
  const repeats = tables ? duplicates(tables.reference, tables.current) : [];
  return [...swaps, ...kept, ...repeats].sort((a, b) => Number(b.breaking) - Number(a.breaking));
}
