/** Where a version beside the live one stands, and what comes after. */
import type { Incident, Policy } from "../../core/contract/incidents.ts";
import type { TrafficReport } from "../../core/contract/registry.ts";
import { t } from "../texts/index.ts";

type Beside = TrafficReport["versions"][number];

/**
 * The next step of a version on trial, in words.
 * @param carried the open incident whose rollout it is; null where a person put it beside the live version
 * @example nextStep(canary, incident, policy) // "Next: 25 % of the requests."
 */
export function nextStep(
  { stage, share }: Pick<Beside, "stage" | "share">,
  carried: Pick<Incident, "id"> | null,
  { rollout, canary_shares }: Pick<Policy, "rollout" | "canary_shares">,
): string {
  if (!carried) return t.traffic.byHand;
  const shares = rollout === "canary" || rollout === "shadow_canary" ? canary_shares : [];
  const next = shares.find((one) => stage === "shadow" || one > share);
  return next === undefined ? t.traffic.nextAll : t.traffic.nextShare(String(next));
}

/** The open incident that tries this version. */
export const triedBy = (incidents: readonly Incident[], model: string, version: string): Incident | null =>
  incidents.find(
    (one) => one.model === model && one.challenger === version && (one.state === "shadow" || one.state === "canary"),
  ) ?? null;
