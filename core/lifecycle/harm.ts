/** A glance at the traffic: does a release, or a canary, answer badly? What to do about it is decided elsewhere. */
import { releaseFaults } from "../decide/index.ts";
import { lastRelease, trialFacts } from "../heal/index.ts";
import { isRegression } from "../observe/index.ts";
import { livedMoment } from "../shared/index.ts";
import type { Loop } from "./loop.ts";

export function hasHarm(loop: Loop, model: string): boolean {
  const { registry, sessions, metrics, clock } = loop;
  const policy = registry.policy(model);
  // It would only be written down, at every look.
  if (policy.mode === "observe") return false;
  const canary = sessions.split(model).canary?.live.version;
  const trial = canary === undefined ? null : trialFacts(loop, model, canary);
  if (trial && isRegression(trial)) return true;
  const release = lastRelease(loop, model);
  if (release?.kind !== "promote") return false;
  const lived = { ...release, at: livedMoment(clock, release.at) };
  return releaseFaults(lived, metrics.calls(model, release.version), policy, clock.now()).length > 0;
}
