/** What `decide` has to remember, gathered from incidents, releases and the prediction log. */
import type { Incident, VersionDetail } from "../contract/index.ts";
import type { DecisionHistory } from "../decide/index.ts";
import { livedMoment } from "../shared/index.ts";
import type { HealContext } from "./context.ts";
import { gainHistory } from "./gain-history.ts";
import { openIncidents } from "./incidents.ts";
import { countLearning } from "./learning-rows.ts";
import { decisionOf } from "./procedure.ts";
import { type PastRefit, pastRefits, REMEMBERED, trainingsSince } from "./refit-history.ts";
import { lastRelease } from "./releases.ts";

const DAY = 86_400_000;
/** Trainings of the day are found where the clock was set forward by less than this. */
const LONGEST_JUMP = 60 * DAY;

/** Start of the newest incident that changed something, epoch ms. */
const lastActionAt = ({ db }: Pick<HealContext, "db">, model: string): number | null =>
  db
    .prepare<[string], { at: number | null }>(
      `SELECT max(opened_at) AS at FROM incidents
        WHERE model = ? AND json_extract(body, '$.decision') IN ('retrain', 'reweight', 'rollback')`,
    )
    .get(model)?.at ?? null;

/** Corrected prior odds for this version were refused by the gate, or found wanting on live traffic. */
const reweightRefused = ({ db }: Pick<HealContext, "db">, model: string, version: string): boolean =>
  db
    .prepare<[string, string], { id: string }>(
      `SELECT id FROM incidents WHERE model = ? AND state = 'closed' AND json_extract(body, '$.decision') = 'reweight'
         AND json_extract(body, '$.champion') = ? AND json_extract(body, '$.challenger') IS NULL LIMIT 1`,
    )
    .get(model, version) !== undefined;

const isWeighted = (incident: Incident): boolean => {
  const decision = decisionOf(incident);
  return decision.kind === "retrain" && decision.weighted;
};

/** A weighted retraining of this version has been begun. */
const weightedTried = ({ db }: Pick<HealContext, "db">, model: string, version: string): boolean =>
  db
    .prepare<[string, string], { id: string }>(
      `SELECT i.id FROM incidents i JOIN incident_steps s ON s.incident = i.id AND s.state = 'open'
        WHERE i.model = ? AND json_extract(i.body, '$.champion') = ? AND json_extract(s.data, '$.decision.weighted') LIMIT 1`,
    )
    .get(model, version) !== undefined;

function promisedLoss({ metrics, intervals }: VersionDetail): DecisionHistory["promisedLoss"] {
  const name = metrics.log_loss === undefined ? "mse" : "log_loss";
  const value = metrics[name] ?? null;
  return value === null ? null : { value, high: intervals[name]?.[1] ?? value };
}

function lastRefitOf([newest]: PastRefit[]): DecisionHistory["lastRefit"] {
  if (!newest) return null;
  const { at, labelledThen, won, diagnosis, loss } = newest;
  return { at, labelledThen, won, diagnosis, loss };
}

/**
 * Moments are told as far back as has passed since: what is to last is not over because the clock was set forward.
 * @param asks what asks for a retraining beside the facts
 */
export function decisionHistory(
  context: HealContext,
  model: string,
  asks: { requested: boolean; scheduled: boolean },
): DecisionHistory {
  const { registry, clock } = context;
  const version = registry.production(model);
  const refits = pastRefits(context, model, REMEMBERED);
  const release = lastRelease(context, model);
  const lastAction = lastActionAt(context, model);
  return {
    ...asks,
    open: openIncidents(context, model).map((incident) => {
      const { id, diagnosis, state, waiting } = incident;
      return { id, diagnosis, state, waiting, weighted: isWeighted(incident) };
    }),
    lastActionAt: lastAction === null ? null : livedMoment(clock, lastAction),
    trainingsToday: trainingsSince(context, model, clock.now() - LONGEST_JUMP).filter((at) => clock.elapsed(at) < DAY)
      .length,
    labelled: version === null ? 0 : countLearning(context, model, version).labelled,
    lastRefit: lastRefitOf(refits),
    gainRate: gainHistory(refits)?.rate ?? null,
    reweightRefused: version !== null && reweightRefused(context, model, version),
    weightedTried: version !== null && weightedTried(context, model, version),
    promisedLoss: version === null ? null : promisedLoss(registry.show(`${model}@${version}`)),
    release:
      release?.kind === "promote"
        ? { version: release.version, at: livedMoment(clock, release.at), from: release.from }
        : null,
  };
}
