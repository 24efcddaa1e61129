import { list, percent } from "../../words.ts";
import type { Pair } from "../drift/pair.ts";
import { present } from "../drift/sides.ts";
import type { Found } from "./finding.ts";
import { renamed } from "./renamed.ts";

/** A column whose codes have changed: nearly every row is new although the reference had seen nearly all there was. */
const RECODED = 0.9;
const KNOWN_LEVELS = 50;
/** Recoded columns keep about as many levels; months and seasons come one after the other. */
const KEPT_LEVELS = 0.5;

/** Old names under new ones break from this share of the rows on. */
const RENAMED = 0.05;

/** Categories that the reference never had. Recoding ("M" → "1") and new names for old ones break; a few newcomers do not. */
export function newCategory(pair: Pair): Found[] {
  if (pair.kind !== "category") return [];
  const { reference, current, name } = pair;
  if (present(reference) === 0 || present(current) === 0) return [];
  const unseen = [...current.counts].filter(([level]) => !reference.counts.has(level));
  if (unseen.length === 0) return [];
  const share = unseen.reduce((sum, [, count]) => sum + count, 0) / present(current);
  const newest = unseen.sort((a, b) => b[1] - a[1]).map(([level]) => `“${level}”`);
  const evidence = `${percent(share)} of ${name} are categories the reference never had: ${list(newest, 3)}.`;
  const recoded =
    reference.counts.size > 1 &&
    reference.counts.size <= KNOWN_LEVELS &&
    unseen.length > Math.max(1, KEPT_LEVELS * reference.counts.size) &&
    present(reference) >= 10 * reference.counts.size;
  const names = renamed(reference, current);
  if (!names) return [{ column: name, kind: "new_category", evidence, share, breaking: share >= RECODED && recoded }];
  const sharesOfNames = Object.keys(names).map((level) => current.counts.get(level)! / present(current));
  const under = sharesOfNames.reduce((sum, each) => sum + each, 0);
  const told = Object.entries(names).map(([now, before]) => `“${now}” looks like what was “${before}”`);
  return [
    {
      ...{ column: name, kind: "new_category", share },
      evidence: `${evidence} ${list(told, 3)}.`,
      breaking: under >= RENAMED || (share >= RECODED && recoded),
      repair: { kind: "rename", column: name, names },
    },
  ];
}
