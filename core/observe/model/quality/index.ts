/** Checks of data quality on one window: each file one kind of break. */
import type { Table } from "../../../data/index.ts";
import type { Pair } from "../drift/pair.ts";
import { duplicates } from "./duplicate.ts";
import type { Found } from "./finding.ts";
import { meanJump } from "./mean-jump.ts";
import { missingJump } from "./missing.ts";
import { newCategory } from "./new-category.ts";
import { outOfRange } from "./range.ts";
import { sentinel } from "./sentinel.ts";
import { backwards } from "./skew.ts";
import { stuck } from "./stuck.ts";
import { hasMoved, type Judged, outlineOf, swapped } from "./swapped.ts";
import { unitChange } from "./unit-change.ts";
import { vanishedCategory } from "./vanished-category.ts";

export type { Found } from "./finding.ts";
export { clockJump, type TimedColumn } from "./skew.ts";

const PER_FEATURE = [unitChange, sentinel, missingJump, stuck, outOfRange, newCategory, vanishedCategory, backwards];

export interface QualityCheck {
  /** Looks at one feature; of its values nothing is kept but an outline, where they have moved a lot. */
  add(pair: Pair): void;
  /**
   * All findings, breaking ones first.
   * @param tables both windows whole, where they are held: repeats can only be counted there
   */
  found(tables: { reference: Table; current: Table } | null): Found[];
}

/** @param limit of a mean that is not to move, as a share of it; null where it may */
export function createQualityCheck(limit: number | null = null): QualityCheck {
  const found: Found[] = [];
  const moved: Judged[] = [];
  return {
    add(pair) {
      const ofFeature = PER_FEATURE.flatMap((check) => check(pair));
      // What says why the mean is off says more than that it is.
      found.push(
        ...(ofFeature.some(({ breaking }) => breaking) ? ofFeature : [...ofFeature, ...meanJump(pair, limit)]),
      );
      if (hasMoved(pair)) moved.push(outlineOf(pair));
    },
    found(tables) {
      const swaps = swapped(moved);
      const exchanged = new Set(swaps.map(({ column }) => column));
      // A swapped column explains itself: its values are in another's unit, not in another unit.
      const kept = found.filter(({ column, kind }) => !(exchanged.has(column) && kind === "unit_change"));
      const repeats = tables ? duplicates(tables.reference, tables.current) : [];
      return [...swaps, ...kept, ...repeats].sort((a, b) => Number(b.breaking) - Number(a.breaking));
    },
  };
}
