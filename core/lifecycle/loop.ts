/** What one turn of the loop needs: everything healing needs, and eyes. Live engine, replay and tests hand in their own. */
import type { HostFacts } from "../contract/index.ts";
import type { HealContext } from "../heal/index.ts";
import type { ServiceMetrics } from "../serve/index.ts";

export interface Loop extends HealContext {
  metrics: Pick<ServiceMetrics, "facts" | "calls" | "drift" | "incident" | "retrain">;
  /** The machine; the real one where absent. */
  host?(): Promise<HostFacts>;
  /** A replay makes up when rows come: no clock in them can be held against that. */
  madeUpArrivals?: boolean;
}
