/** Both windows of a feature as a reader wants to see them: a small histogram, bins shared by both. */

import type { FeatureDrift } from "../../../contract/index.ts";
import { isoTime } from "../../../data/index.ts";
import { countUpTo, quantile } from "../../statistics/index.ts";
import { figure, say } from "../../words.ts";
import type { Pair } from "./pair.ts";
import { type CategorySide, levelCounts, type NumberSide, present } from "./sides.ts";

export type Distribution = NonNullable<FeatureDrift["distribution"]>;

const BINS = 12;
/** Levels shown by name; the others are added up. */
const LEVELS = 10;
/** The outer bins are open: a few values far out must not squeeze all others into one bin. */
const TAIL = 0.005;

function numberBins(reference: NumberSide, current: NumberSide, label: (value: number) => string): Distribution {
  const both = [reference.sorted, current.sorted];
  const low = Math.min(...both.map((sorted) => quantile(sorted, TAIL)));
  const high = Math.max(...both.map((sorted) => quantile(sorted, 1 - TAIL)));
  if (low === high) return [{ label: label(low), reference: 1, current: 1 }];
  const edge = (k: number) => low + ((high - low) * k) / BINS;
  const upTo = (sorted: Float64Array, k: number) => (k === BINS ? 1 : countUpTo(sorted, edge(k)) / sorted.length);
  return Array.from({ length: BINS }, (_, k) => {
    const share = (sorted: Float64Array) => upTo(sorted, k + 1) - (k === 0 ? 0 : upTo(sorted, k));
    const [from, to] = [label(edge(k)), label(edge(k + 1))] as const;
    const between = () => say("valuesBetween", { low: from, high: to });
    const text =
      k === 0 ? say("valueUpTo", { high: to }) : k === BINS - 1 ? say("valueOver", { low: from }) : between();
    return { label: text, reference: share(reference.sorted), current: share(current.sorted) };
  });
}

/** Places of the largest values, largest first; of equal ones the earlier. */
function largest(values: Float64Array, count: number): number[] {
  const left = values.slice();
  return Array.from({ length: count }, () => {
    let best = 0;
    for (let k = 1; k < left.length; k++) if (left[k]! > left[best]!) best = k;
    left[best] = -1;
    return best;
  });
}

function categoryBins(reference: CategorySide, current: CategorySide): Distribution {
  const { levels, r, c } = levelCounts(reference, current);
  const [n, m] = [present(reference), present(current)];
  const shown = levels.length <= LEVELS ? levels.length : LEVELS - 1;
  const bins = largest(
    r.map((rows, k) => rows / n + c[k]! / m),
    shown,
  ).map((k) => ({ label: levels[k]!, reference: r[k]! / n, current: c[k]! / m }));
  if (shown === levels.length) return bins;
  const rest = (of: "reference" | "current") => Math.max(0, 1 - bins.reduce((total, bin) => total + bin[of], 0));
  const label = say("otherLevels", { levels: levels.length - shown });
  return [...bins, { label, reference: rest("reference"), current: rest("current") }];
}

/** Undefined where one side holds no value. */
export function distributionOf(pair: Pair): Distribution | undefined {
  if (pair.kind === "none" || present(pair.reference) === 0 || present(pair.current) === 0) return undefined;
  if (pair.kind === "category") return categoryBins(pair.reference, pair.current);
  const day = (ms: number) => isoTime(ms).slice(0, 10);
  return numberBins(pair.reference, pair.current, pair.type === "datetime" ? day : figure);
}
