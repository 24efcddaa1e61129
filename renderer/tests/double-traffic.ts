/** Who answers in the double: what is a canary answers 5 % of the requests. */
import type { TrafficReport, VersionDetail } from "../../core/contract/registry.ts";

const SHARE = 5;
const STAGES = ["production", "canary", "shadow"] as const;

export function trafficOf(versions: readonly VersionDetail[], model: string): TrafficReport {
  const canary = versions.find(({ stage }) => stage === "canary");
  const champion = versions.find(({ stage }) => stage === "production");
  const shares = { production: canary ? 100 - SHARE : 100, canary: SHARE, shadow: 0 };
  return {
    model,
    trials: [],
    versions: STAGES.flatMap((stage) =>
      versions
        .filter((one) => one.stage === stage)
        .map(({ version, created_at, metrics, intervals }) => ({
          ...{ version, stage, share: shares[stage], since: created_at, metrics, intervals },
          ...{ predictions: 40 * Math.max(1, shares[stage]), labelled: 10 * Math.max(1, shares[stage]) },
        })),
    ),
    own:
      canary && champion
        ? {
            ...{ version: canary.version, champion: champion.version, rows: 50, champion_rows: 950 },
            ...{ gain: 0.01, low: -0.02, high: 0.04, verdict: "open" },
          }
        : null,
  };
}
