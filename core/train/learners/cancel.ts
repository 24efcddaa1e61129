import { HomeostatError } from "../../contract/index.ts";
import type { FitContext } from "./learner.ts";

/** Called between units of work of at most some tens of milliseconds. Throws CANCELLED. */
export function throwIfCancelled(context: Pick<FitContext, "cancelled">): void {
  if (context.cancelled()) throw new HomeostatError("CANCELLED");
}
