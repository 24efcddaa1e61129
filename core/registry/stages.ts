/**
 * The stages of a version: candidate → shadow → canary → production → archived, or rejected, or failed.
 * Into and out of production only a promotion or a roll-back leads: those move two versions at once.
 */
import { HomeostatError, type Stage, say } from "../contract/index.ts";

const NEXT: Record<Stage, readonly Stage[]> = {
  candidate: ["shadow", "canary", "archived", "rejected", "failed"],
  shadow: ["candidate", "canary", "archived", "rejected", "failed"],
  canary: ["candidate", "shadow", "archived", "rejected", "failed"],
  production: [],
  archived: ["candidate", "shadow", "canary", "rejected", "failed"],
  rejected: ["candidate", "archived"],
  failed: ["archived"],
};

const PROMOTABLE: readonly Stage[] = ["candidate", "shadow", "canary", "archived"];

/** @throws HomeostatError WRONG_USE where the stages do not follow each other. */
export function checkStep(from: Stage, to: Stage, subject: string): void {
  if (NEXT[from].includes(to)) return;
  const way = say(from === "production" || to === "production" ? "useMoves" : "noSuchStep");
  throw new HomeostatError("WRONG_USE", { reason: `${say("cannotBecome", { version: subject, from, to })} ${way}` });
}

/** @throws HomeostatError NOT_PROMOTABLE for a version that was rejected or failed. */
export function checkPromotable(model: string, version: string, stage: Stage): void {
  if (!PROMOTABLE.includes(stage)) throw new HomeostatError("NOT_PROMOTABLE", { model, version, stage });
}

export interface PastVersion {
  version: string;
  stage: Stage;
}

/**
 * Where a roll-back leads: the named version, or the one that was live last before the present one and has not been
 * found bad since. A named version may be a rejected one (a person goes back on a roll-back), never a failed one.
 * @param lived versions that were put live, oldest first, with their present stage; repeats are allowed
 * @throws HomeostatError NOTHING_TO_ROLL_BACK, NOT_PROMOTABLE, WRONG_USE
 */
export function rollbackTarget(model: string, current: string, lived: readonly PastVersion[], to?: string): string {
  const earlier = lived.filter((entry) => entry.version !== current);
  const found =
    to === undefined
      ? earlier.findLast((entry) => PROMOTABLE.includes(entry.stage))
      : earlier.findLast((entry) => entry.version === to);
  if (found === undefined && to !== undefined && to !== current)
    throw new HomeostatError("WRONG_USE", { reason: say("neverLive", { version: `${model}@${to}` }) });
  if (found === undefined) throw new HomeostatError("NOTHING_TO_ROLL_BACK", { model });
  if (found.stage === "failed")
    throw new HomeostatError("NOT_PROMOTABLE", { model, version: found.version, stage: found.stage });
  return found.version;
}
