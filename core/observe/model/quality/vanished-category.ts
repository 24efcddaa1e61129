import { list, percent, say } from "../../words.ts";
import type { Pair } from "../drift/pair.ts";
import { present } from "../drift/sides.ts";
import type { Found } from "./finding.ts";
import { renamed } from "./renamed.ts";

/** Rarer levels are nobody's loss. */
const LEAST_SHARE = 0.02;
/** None of so many rows would be of the level once in a million windows. */
const IMPROBABLE = 1e-6;

/** P(none of `now` rows is of a level that `count` of `before` rows had), where nothing has changed. */
const absence = (count: number, before: number, now: number): number => (before / (before + now)) ** count;

/** Categories that no longer come. Told, and no break: seasons and products go. Those that go by a new name are no loss. */
export function vanishedCategory(pair: Pair): Found[] {
  if (pair.kind !== "category" || present(pair.reference) === 0 || present(pair.current) === 0) return [];
  const { reference, current, name } = pair;
  const [n, m] = [present(reference), present(current)];
  const gone = [...reference.counts].filter(
    ([level, count]) => !current.counts.has(level) && count >= LEAST_SHARE * n && absence(count, n, m) <= IMPROBABLE,
  );
  const elsewhere = new Set(gone.length > 0 ? Object.values(renamed(reference, current) ?? {}) : []);
  const lost = gone.filter(([level]) => !elsewhere.has(level)).sort((a, b) => b[1] - a[1]);
  if (lost.length === 0) return [];
  const share = lost.reduce((sum, [, count]) => sum + count, 0) / n;
  const levels = lost.map(([level]) => `“${level}”`);
  const evidence = say("categoriesGone", { levels: list(levels, 3), column: name, share: percent(share) });
  return [{ column: name, kind: "vanished_category", evidence, share, breaking: false }];
}
