import { countUpTo } from "../../statistics/index.ts";
import { figure, percent, plural } from "../../words.ts";
import type { Pair } from "../drift/pair.ts";
import type { Found } from "./finding.ts";

/**
 * Values beyond the reference's range widened by itself on either side, and below 0 where nothing was: what serving
 * refuses unless the user set limits.
 */
export function outOfRange(pair: Pair): Found[] {
  if (pair.kind !== "number" || pair.type !== "number") return [];
  const { reference, current, name } = pair;
  if (reference.sorted.length === 0 || current.sorted.length === 0) return [];
  const width = reference.max - reference.min;
  const high = reference.max + width;
  const low = reference.min >= 0 ? Math.max(0, reference.min - width) : reference.min - width;
  let below = 0;
  while (below < current.sorted.length && current.sorted[below]! < low) below++;
  const above = current.sorted.length - countUpTo(current.sorted, high);
  if (below + above === 0) return [];
  const share = (below + above) / current.sorted.length;
  const extreme = above > 0 ? current.max : current.min;
  const evidence = `${plural(below + above, "value")} of ${name} (${percent(share)}) lie far outside ${figure(reference.min)} to ${figure(reference.max)}, up to ${figure(extreme)}.`;
  return [{ column: name, kind: "out_of_range", evidence, share, breaking: false }];
}
