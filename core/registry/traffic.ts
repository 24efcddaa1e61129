/** What a canary or a shadow needs: something live to stand beside, a share that is one, and no second canary. */
import { HomeostatError, type Stage, say } from "../contract/index.ts";
import type { Traffic } from "./versions.ts";

/**
 * @param production the live version, or null
 * @param now who stands beside it
 * @throws HomeostatError NO_PRODUCTION, WRONG_USE
 */
export function checkTraffic(
  the: { model: string; version: string; stage: Stage; share: number | undefined },
  production: string | null,
  now: Traffic,
): void {
  const { model, version, stage, share } = the;
  if (stage !== "canary" && stage !== "shadow") return;
  if (production === null) throw new HomeostatError("NO_PRODUCTION", { model });
  if (stage === "shadow") return;
  if (share === undefined || !(share > 0 && share <= 100))
    throw new HomeostatError("WRONG_USE", { reason: say("canaryShare") });
  const other = now.canary?.version ?? version;
  if (other !== version)
    throw new HomeostatError("WRONG_USE", {
      reason: `${say("isCanaryAlready", { version: `${model}@${other}` })} ${say("takeItOut", { version: `${model}@${other}` })}`,
    });
}
