import { list, percent } from "../../words.ts";
import type { Pair } from "../drift/pair.ts";
import { present } from "../drift/sides.ts";
import type { Found } from "./finding.ts";

/** A column whose codes have changed: nearly every row is new although the reference had seen nearly all there was. */
const RECODED = 0.9;
const KNOWN_LEVELS = 50;
/** Recoded columns keep about as many levels; months and seasons come one after the other. */
const KEPT_LEVELS = 0.5;

/** Categories that the reference never had. Recoding ("M" → "1") breaks; a few newcomers do not. */
export function newCategory(pair: Pair): Found[] {
  if (pair.kind !== "category") return [];
  const { reference, current, name } = pair;
  if (present(reference) === 0 || present(current) === 0) return [];
  const unseen = [...current.counts].filter(([level]) => !reference.counts.has(level));
  if (unseen.length === 0) return [];
  const share = unseen.reduce((sum, [, count]) => sum + count, 0) / present(current);
  const names = unseen.sort((a, b) => b[1] - a[1]).map(([level]) => `“${level}”`);
  const evidence = `${percent(share)} of ${name} are categories the reference never had: ${list(names, 3)}.`;
  const recoded =
    reference.counts.size > 1 &&
    reference.counts.size <= KNOWN_LEVELS &&
    unseen.length > Math.max(1, KEPT_LEVELS * reference.counts.size) &&
    present(reference) >= 10 * reference.counts.size;
  const breaking = share >= RECODED && recoded;
  return [{ column: name, kind: "new_category", evidence, share, breaking }];
}
