/** What is held against a version that went live lately: its own calls, and for an hour only. */
import type { CallFacts, Policy } from "../contract/index.ts";
import { callFaults } from "../observe/index.ts";
import type { DecisionHistory } from "./history.ts";

const MINUTE = 60_000;
/** A fault this soon after a release is blamed on the release. */
export const RELEASE_WATCH_MINUTES = 60;

/**
 * Sentences; none where there is nothing to go back to, or nothing wrong.
 * @param calls of the version that is live
 * @param now epoch ms
 */
export function releaseFaults(
  release: DecisionHistory["release"],
  calls: CallFacts | null,
  policy: Policy,
  now: number,
): string[] {
  if (!release || release.from === null || calls?.version !== release.version) return [];
  const age = now - release.at;
  return age > RELEASE_WATCH_MINUTES * MINUTE ? [] : callFaults(calls, policy, age >= policy.latency_minutes * MINUTE);
}
