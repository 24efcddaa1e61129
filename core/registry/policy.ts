/** A model's policy: the defaults, over them the engine's own, over them what was set for this model. */
import { z } from "zod";
import { HomeostatError, Policy, say } from "../contract/index.ts";
import { nextRuns } from "../shared/index.ts";

/** `.partial()` would keep the defaults, and a change of one key would then reset all the others. */
const Changes = z.strictObject(
  Object.fromEntries(Object.entries(Policy.shape).map(([key, field]) => [key, field.unwrap().optional()])),
);

const wrong = (reason: string) => new HomeostatError("WRONG_USE", { reason });

/** A schedule that never comes is as good as a typing error: it would be noticed when a report is missed. */
function checkSchedules(changes: Partial<Policy>): void {
  for (const key of ["schedule", "report_schedule"] as const) {
    const expression = changes[key];
    if (typeof expression !== "string") continue;
    const next = nextRuns(expression, Date.now(), 1);
    if (next === null) throw wrong(say("ofSetting", { setting: key, reason: say("noCron", { cron: expression }) }));
    if (next.length === 0)
      throw wrong(say("ofSetting", { setting: key, reason: say("neverComes", { cron: expression }) }));
  }
}

/**
 * Only what was set for a model is stored, so that a changed default reaches models that never overrode it.
 * @throws HomeostatError WRONG_USE for an unknown key, a value that does not fit, a schedule that names no moment.
 */
export function parseChanges(changes: Record<string, unknown>): Partial<Policy> {
  const result = Changes.safeParse(changes);
  if (result.success) {
    checkSchedules(result.data as Partial<Policy>);
    return result.data as Partial<Policy>;
  }
  const [issue] = result.error.issues;
  const reason =
    issue?.code === "unrecognized_keys"
      ? `There is no policy setting ${issue.keys.join(", ")}. Settings: ${Object.keys(Policy.shape).join(", ")}.`
      : `${issue?.path.join(".")}: ${issue?.message}`;
  throw wrong(reason);
}

/** @example effectivePolicy({ mode: "observe" }, { psi_warn: 0.2 }).mode // "observe" */
export const effectivePolicy = (base: Partial<Policy>, own: Partial<Policy>): Policy =>
  Policy.parse({ ...base, ...own });
