/** Versions side by side on live traffic, for a person who runs an A/B test or watches a canary. */
import type { TrafficReport, TrialVerdict } from "../contract/index.ts";
import { trialFacts } from "../heal/index.ts";
import { statistics } from "../observe/index.ts";
import type { LoggedAnswer } from "../serve/index.ts";
import { evaluate, rowLoss } from "../train/index.ts";
import { loggedScores, loggedTruth } from "./logged-rows.ts";
import type { Loop } from "./loop.ts";
import { liveVersion } from "./window.ts";

/** Rows of a version that are looked at, the newest. */
const MOST_ROWS = 5000;

type Beside = TrafficReport["versions"][number];
type Answer = Pick<LoggedAnswer, "status" | "output" | "outcome">;

/** How a version's own answers fared. A canary's schema may order its classes otherwise; the live one's serves all. */
function fared(
  loop: Loop,
  model: string,
  rows: readonly Answer[],
): Pick<Beside, "predictions" | "labelled" | "metrics" | "intervals"> {
  const { schema, fitted } = liveVersion(loop, model);
  const labelled = rows.filter(({ outcome }) => outcome !== undefined);
  const counted = { predictions: rows.length, labelled: labelled.length };
  if (labelled.length === 0) return { ...counted, metrics: {}, intervals: {} };
  const { metrics, intervals } = evaluate(loggedScores(schema, labelled), loggedTruth(schema, labelled), schema.task, {
    intervals: true,
    seed: loop.seed ?? 0,
    threshold: fitted.threshold,
  });
  return { ...counted, metrics, intervals };
}

/** Chance that production and an equal canary are ever told apart by their own answers. */
const ALPHA = 0.05;

function lossOf(loop: Loop, model: string, rows: readonly Answer[]): Float64Array {
  const { schema } = liveVersion(loop, model);
  const labelled = rows.filter(({ outcome }) => outcome !== undefined);
  return rowLoss(loggedScores(schema, labelled), loggedTruth(schema, labelled), schema.task).filter(Number.isFinite);
}

/** Rows since the canary took its present share: before, it was other clients whom the sides answered. */
function ownOutcomes(loop: Loop, model: string, answers: (name: string, from: number) => Answer[]) {
  const { canary } = loop.registry.traffic(model);
  if (!canary) return null;
  const { version: champion } = liveVersion(loop, model);
  const [before, after] = [champion, canary.version].map((name) => lossOf(loop, model, answers(name, canary.since)));
  if (Math.min(before!.length, after!.length) < statistics.FEWEST_VALUES) return null;
  const { mean, low, high } = statistics.differenceSequence(before!, after!, ALPHA);
  const verdict: TrialVerdict = low > 0 ? "good" : high < 0 ? "bad" : "open";
  const rows = { rows: after!.length, champion_rows: before!.length };
  return { version: canary.version, champion, ...rows, gain: mean, low, high, verdict };
}

/**
 * Who answers what, how each fares on the outcomes of its own answers, and every version beside production against it.
 * The rows are those since the version took its present part; for production, since the first of the others did.
 * @throws HomeostatError NO_PRODUCTION, MODEL_NOT_FOUND
 */
export function trafficReport(loop: Loop, model: string): TrafficReport {
  const { registry, log } = loop;
  const { version, detail } = liveVersion(loop, model);
  const { canary, shadows } = registry.traffic(model);
  const beside = [...(canary ? [canary] : []), ...shadows];
  const first = Math.min(...beside.map(({ since }) => since));
  const since = Number.isFinite(first) ? first : Date.parse(detail.created_at);
  const told = (at: number) => new Date(at).toISOString();
  const answers = (name: string, from: number) =>
    log.answers(model, { version: name, since: from, limit: MOST_ROWS, status: "ok" });
  const scored = (name: string, from: number): Answer[] =>
    log.shadows
      .window(model, name, { since: from, limit: MOST_ROWS })
      .flatMap(({ status, ...row }) => (status === "rejected" ? [] : [{ ...row, status: "ok" }]));
  return {
    model,
    versions: [
      {
        ...{ version, stage: "production", share: 100 - (canary?.share ?? 0), since: told(since) },
        ...fared(loop, model, answers(version, since)),
      },
      ...(canary
        ? [
            {
              ...{ version: canary.version, stage: "canary" as const, share: canary.share, since: told(canary.since) },
              ...fared(loop, model, answers(canary.version, canary.since)),
            },
          ]
        : []),
      ...shadows.map((shadow) => ({
        ...{ version: shadow.version, stage: "shadow" as const, share: 0, since: told(shadow.since) },
        ...fared(loop, model, scored(shadow.version, shadow.since)),
      })),
    ],
    own: ownOutcomes(loop, model, answers),
    trials: beside.flatMap((each) => trialFacts(loop, model, each.version) ?? []),
  };
}
