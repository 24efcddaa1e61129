/** A model's policy: the defaults, over them the engine's own, over them what was set for this model. */
import { z } from "zod";
import { HomeostatError, Policy } from "../contract/index.ts";

/** `.partial()` would keep the defaults, and a change of one key would then reset all the others. */
const Changes = z.strictObject(
  Object.fromEntries(Object.entries(Policy.shape).map(([key, field]) => [key, field.unwrap().optional()])),
);

/**
 * Only what was set for a model is stored, so that a changed default reaches models that never overrode it.
 * @throws HomeostatError WRONG_USE for an unknown key or a value that does not fit.
 */
export function parseChanges(changes: Record<string, unknown>): Partial<Policy> {
  const result = Changes.safeParse(changes);
  if (result.success) return result.data as Partial<Policy>;
  const [issue] = result.error.issues;
  const reason =
    issue?.code === "unrecognized_keys"
      ? `There is no policy setting ${issue.keys.join(", ")}. Settings: ${Object.keys(Policy.shape).join(", ")}.`
      : `${issue?.path.join(".")}: ${issue?.message}`;
  throw new HomeostatError("WRONG_USE", { reason });
}

/** @example effectivePolicy({ mode: "observe" }, { psi_warn: 0.2 }).mode // "observe" */
export const effectivePolicy = (base: Partial<Policy>, own: Partial<Policy>): Policy =>
  Policy.parse({ ...base, ...own });
