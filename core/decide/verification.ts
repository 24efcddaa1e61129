/**
 * Whether a version that went live stays. It must not be worse than the one before it, and what opened the incident must
 * be gone; where that remains, only a version that is clearly better stays, and a person is told. Pure and total: the
 * facts are stored with the verdict, and give it again.
 */
import { z } from "zod";
import { Diagnosis, type Policy } from "../contract/index.ts";
import { CHANGED } from "./changed.ts";

export const VerificationFacts = z.object({
  /** What was seen when the incident was opened. */
  cause: Diagnosis,
  /** The old version's losses less the new one's, on rows that neither has learnt from; positive where the new one is better. */
  t: z.number(),
  /** Those rows. */
  rows: z.int(),
  /** Rows that had judged the new version before it went live. */
  judgedOn: z.int(),
  /** What windows of the new version with enough outcomes were called, oldest first. */
  windows: z.array(Diagnosis),
});
export type VerificationFacts = z.infer<typeof VerificationFacts>;

export const Verification = z.discriminatedUnion("kind", [
  /** `holds`: it is known to be no worse; what is awaited is that the cause goes. */
  z.object({ kind: z.literal("wait"), holds: z.boolean() }),
  /** `cause`: whether what opened the incident is gone; `none` where nothing had to go. */
  z.object({ kind: z.literal("keep"), cause: z.enum(["gone", "remains", "unknown", "none"]) }),
  z.object({ kind: z.literal("back"), because: z.enum(["worse", "cause remains"]) }),
]);
export type Verification = z.infer<typeof Verification>;

/** So many windows a cause has to go; later it is not the new version that made it go. */
export const MOST_WINDOWS = 6;
/** Say nothing about the model. */
const UNTOLD: readonly Diagnosis[] = ["blind", "data_break"];

/**
 * @example verifyRelease({ cause: "concept_drift", t: 4, rows: 300, judgedOn: 300, windows: ["none", "none"] }, policy) // { kind: "keep", cause: "gone" }
 */
export function verifyRelease({ cause, t, rows, judgedOn, windows }: VerificationFacts, policy: Policy): Verification {
  if (t < -policy.refit_alone_t) return { kind: "back", because: "worse" };
  const isEarly = rows < judgedOn;
  if (t < 0 && isEarly) return { kind: "wait", holds: false };
  if (!CHANGED.includes(cause)) return { kind: "keep", cause: "none" };
  const told = windows.filter((each) => !UNTOLD.includes(each));
  const newest = told.slice(-policy.confirmations);
  if (newest.length === policy.confirmations && newest.every((each) => !CHANGED.includes(each)))
    return { kind: "keep", cause: "gone" };
  if (windows.length < MOST_WINDOWS) return { kind: "wait", holds: true };
  const last = told.at(-1);
  if (last === undefined) return { kind: "keep", cause: "unknown" };
  if (!CHANGED.includes(last)) return { kind: "keep", cause: "gone" };
  if (t > policy.refit_t) return { kind: "keep", cause: "remains" };
  return isEarly ? { kind: "wait", holds: true } : { kind: "back", because: "cause remains" };
}
