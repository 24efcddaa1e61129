/** What is known of a version on trial beside the live one: its errors, its latency, its answers. */
import { say, type TrialFacts } from "../contract/index.ts";
import { type Judged, judgeErrors, judgeLatency, type Side } from "../observe/index.ts";
import type { LiveVersion, TallySummary } from "../serve/index.ts";
import type { HealContext } from "./context.ts";
import { judgeLoss, pairedOnTraffic } from "./trial-loss.ts";

const NOTHING: TallySummary = {
  ...{ requests: 0, failed: 0, timed: 0, skipped: 0 },
  percentile: () => null,
  slowerThan: () => 0,
};

const sideOf = ({ version, tally }: LiveVersion): Side & TallySummary => ({
  version,
  ...(tally?.summary() ?? NOTHING),
});

interface Compared {
  labelled: number;
  since: number;
  paired: TrialFacts["paired"];
}
const compared = new WeakMap<LiveVersion, WeakMap<LiveVersion, Compared>>();
/** Outcomes are compared anew when so many more have come: a number, and a share of those compared before. */
const WORTH_A_LOOK = { rows: 10, share: 0.02 };

/** Scoring rows costs time: it is done when enough outcomes have come since it was done last. */
function pairedNow(context: HealContext, champion: LiveVersion, trial: LiveVersion, since: number) {
  const { labelled } = context.log.count(champion.model);
  const ofChampion = compared.get(champion) ?? new WeakMap<LiveVersion, Compared>();
  compared.set(champion, ofChampion);
  const before = ofChampion.get(trial);
  const needed = Math.max(WORTH_A_LOOK.rows, WORTH_A_LOOK.share * (before?.paired?.rows ?? 0));
  if (before?.since === since && labelled < before.labelled + needed) return before.paired;
  const paired = pairedOnTraffic(context, champion, trial, since);
  ofChampion.set(trial, { labelled, since, paired });
  return paired;
}

function lossEvidence(trial: string, champion: string, { rows, gain, low, high }: NonNullable<TrialFacts["paired"]>) {
  const figure = (value: number) => value.toPrecision(3);
  const how = gain < 0 ? say("lossHigher", { size: figure(-gain) }) : say("lossLower", { size: figure(gain) });
  return say("lossOnTraffic", { rows, trial, how, live: champion, low: figure(low), high: figure(high) });
}

/**
 * @param version the canary, or one of the shadows
 * @param began when its trial as a whole began, epoch ms, where that was before its present share
 * @returns null where it does not stand beside the live version, or no version is live
 */
export function trialFacts(context: HealContext, model: string, version: string, began?: number): TrialFacts | null {
  const { sessions, registry } = context;
  const { canary, shadows } = sessions.split(model);
  const isCanary = canary?.live.version === version;
  const beside = isCanary ? canary : shadows.find(({ live }) => live.version === version);
  if (!beside || !sessions.live().some((live) => live.model === model)) return null;
  const live = sessions.get(model);
  const policy = registry.policy(model);
  const [trial, champion] = [sideOf(beside.live), sideOf(live)];
  const errors = judgeErrors(trial, isCanary ? champion : null, policy.canary_error_share);
  const latency: Judged | null = isCanary ? judgeLatency(trial, champion, policy.canary_latency_rise) : null;
  const paired = pairedNow(context, live, beside.live, began ?? beside.since);
  const evidence = [errors.evidence, latency?.evidence, paired && lossEvidence(version, live.version, paired)];
  return {
    ...{ version, champion: live.version },
    stage: isCanary ? "canary" : "shadow",
    share: isCanary ? canary.share : 0,
    since: new Date(beside.since).toISOString(),
    ...{ requests: trial.requests, failed: trial.failed, skipped: trial.skipped },
    latency_p95_ms: trial.percentile(0.95),
    champion_requests: champion.requests,
    champion_failed: champion.failed,
    champion_latency_p95_ms: champion.percentile(0.95),
    errors: errors.verdict,
    latency: latency?.verdict ?? null,
    loss: paired && judgeLoss(paired),
    paired,
    evidence: evidence.flatMap((each) => each ?? []),
  };
}
