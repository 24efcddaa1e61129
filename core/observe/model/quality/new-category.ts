import { poissonTail } from "../../statistics/index.ts";
import { list, percent, say } from "../../words.ts";
import type { Pair } from "../drift/pair.ts";
import { type CategorySide, present } from "../drift/sides.ts";
import type { Found } from "./finding.ts";
import { renamed } from "./renamed.ts";

/** A column whose codes have changed: nearly every row is new although the reference had seen nearly all there was. */
const RECODED = 0.9;
const KNOWN_LEVELS = 50;
/** Recoded columns keep about as many levels; months and seasons come one after the other. */
const KEPT_LEVELS = 0.5;
/** Old names under new ones break from this share of the rows on. */
const RENAMED = 0.05;
/** So many new rows would come by chance once in a million windows. */
const IMPROBABLE = 1e-6;

/**
 * Rows of levels never seen that a window of so many rows has where nothing has changed: as many per row as the
 * reference has levels that it saw only once (Good 1953), and one more to be on the safe side.
 */
function expectedUnseen(reference: CategorySide, rows: number): number {
  let once = 1;
  for (const count of reference.counts.values()) if (count === 1) once++;
  return (rows * once) / present(reference);
}

function isRecoded(reference: CategorySide, unseen: number, share: number): boolean {
  const levels = reference.counts.size;
  const isKnown = levels > 1 && levels <= KNOWN_LEVELS && present(reference) >= 10 * levels;
  return share >= RECODED && isKnown && unseen > Math.max(1, KEPT_LEVELS * levels);
}

/** Categories that the reference never had. Recoding ("M" → "1") and new names for old ones break; a few newcomers do not. */
export function newCategory(pair: Pair): Found[] {
  if (pair.kind !== "category") return [];
  const { reference, current, name } = pair;
  const rows = present(current);
  if (present(reference) === 0 || rows === 0) return [];
  const unseen = [...current.counts].filter(([level]) => !reference.counts.has(level));
  const count = unseen.reduce((sum, [, each]) => sum + each, 0);
  if (poissonTail(count, expectedUnseen(reference, rows)) > IMPROBABLE) return [];
  const share = count / rows;
  const newest = unseen.sort((a, b) => b[1] - a[1]).map(([level]) => `“${level}”`);
  const found = { share: percent(share), column: name, levels: list(newest, 3) };
  const recoded = isRecoded(reference, unseen.length, share);
  const names = renamed(reference, current);
  if (!names)
    return [
      { column: name, kind: "new_category", evidence: say("unknownCategories", found), share, breaking: recoded },
    ];
  const under = Object.keys(names).reduce((sum, level) => sum + current.counts.get(level)! / rows, 0);
  const told = Object.entries(names).map(([now, before]) => say("looksLike", { now, before }));
  return [
    {
      ...{ column: name, kind: "new_category", share },
      evidence: say("renamedCategories", { ...found, names: list(told, 3) }),
      breaking: under >= RENAMED || recoded,
      repair: { kind: "rename", column: name, names },
    },
  ];
}
