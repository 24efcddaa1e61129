/** Versions that learnt from rows which turn out to be broken, and those before them that did not. */
import type { HealContext } from "./context.ts";
import { learnedThrough } from "./learning-rows.ts";
import { placeBefore } from "./log-places.ts";

/**
 * The newest version on the live one's line that has learnt nothing from `from` (epoch ms) on; null where that is the
 * live one itself, or none is left that may go live.
 */
export function lastUnspoilt(context: HealContext, model: string, from: number): string | null {
  const { registry } = context;
  const live = registry.production(model);
  const sound = placeBefore(context, model, from);
  if (live === null || learnedThrough(registry, model, live) <= sound) return null;
  let detail = registry.show(`${model}@${live}`);
  while (detail.parent !== null) {
    detail = registry.show(`${model}@${detail.parent}`);
    if (detail.stage === "archived" && learnedThrough(registry, model, detail.version) <= sound) return detail.version;
  }
  return null;
}
