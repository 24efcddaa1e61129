/**
 * What a model promised: the metrics a person saw when they trained it, or better ones since. A version that was
 * refitted in a changed world is measured there; were that its yardstick, a model that is still poor would look right.
 */
import { higherIsBetter, type Intervals, type Metrics, type VersionDetail } from "../contract/index.ts";
import { rootOf } from "../heal/index.ts";
import type { Registry } from "../registry/index.ts";

export interface Promised {
  version: string;
  metrics: Metrics;
  intervals: Intervals;
}

/** The live version's own figures, or those of the version that a person trained, whichever are better. */
export function promiseOf(registry: Registry, live: VersionDetail): Promised {
  const root = rootOf(registry, live.model, live.version);
  const metric = live.primary_metric;
  const [own, first] = [live.metrics[metric] ?? null, root.metrics[metric] ?? null];
  if (own === null || first === null) return live;
  const better = higherIsBetter(metric) ? own >= first : own <= first;
  return better ? live : root;
}
