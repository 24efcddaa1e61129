/** A challenger that won becomes a version: a candidate with its parent, its trigger and the figures it won by. */
import type { Incident, LeaderboardEntry, ModelSchema, Trigger } from "../contract/index.ts";
import { columnNamed, encodeTarget, featureStatistics, type Table, takeRows } from "../data/index.ts";
import { proposeExpectations } from "../observe/index.ts";
import type { LoadedVersion } from "../registry/index.ts";
import {
  classCounts,
  type Exported,
  evaluate,
  type FittedModel,
  heldOutSample,
  inspect,
  permutationImportance,
  primaryMetric,
  settingsOf,
  type TrainedModel,
} from "../train/index.ts";
import { fitOptions, type HealContext, trainerOf } from "./context.ts";
import type { Contest } from "./gate.ts";

export interface Challenger extends Exported {
  /** Fitted on everything, exported and proven. */
  fitted: FittedModel;
  schema: ModelSchema;
  /** What it was fitted on; `stored` names it where it is kept already. */
  table: Table;
  stored?: { sha256: string; rows: number };
  /** The comparison it won, on rows that the judged model had not seen. */
  contest: Contest;
  slice: Table;
  learnedThrough: number;
  /** Class shares it was corrected for, where that is how it came about. */
  priors?: number[];
  seconds: { train: number; export: number };
}

/** Who made it: one incident makes at most one version, also when it is resumed after a crash. */
export const authorOf = (incident: Incident): string => `homeostat ${incident.id}`;

/** The version that this incident has registered before a crash, or null. */
export function registeredBy({ registry }: HealContext, incident: Incident): string | null {
  const author = authorOf(incident);
  const made = registry
    .versions(incident.model)
    .findLast(({ version }) => registry.show(`${incident.model}@${version}`).lineage.author === author);
  return made?.version ?? null;
}

function trainedModel(context: HealContext, champion: LoadedVersion, challenger: Challenger): TrainedModel {
  const { fitted, onnx, parity, graph, schema, table, contest, slice, seconds } = challenger;
  const { seed } = fitOptions(context);
  const { metrics, intervals } = evaluate(contest.challenger, contest.truth, schema.task, {
    intervals: true,
    seed,
    threshold: fitted.threshold,
  });
  const truth = encodeTarget(columnNamed(slice, schema.target)!, schema);
  const known = Int32Array.from([...truth.keys()].filter((row) => !Number.isNaN(truth[row]!)));
  const judged = { table: takeRows(slice, known), truth: Float64Array.from(known, (row) => truth[row]!) };
  const entry: LeaderboardEntry = {
    rank: 1,
    learner: fitted.learner,
    status: "ok",
    metrics,
    parameters: settingsOf(fitted),
    fit_seconds: seconds.train,
  };
  return {
    model: fitted,
    onnx,
    parity,
    graph,
    metrics,
    intervals,
    primary_metric: champion.detail.primary_metric ?? primaryMetric(schema.task),
    leaderboard: [entry],
    holdout: { rows: contest.truth.length, split: "time" },
    importance: permutationImportance(
      fitted,
      schema.features.map(({ name }) => name),
      judged.table,
      judged.truth,
      seed,
    ),
    inspection: inspect(fitted, schema, {
      ...{ ...judged, scores: contest.challenger },
      counts: classCounts(encodeTarget(columnNamed(table, schema.target)!, schema), schema),
    }),
    held_out: heldOutSample({ ...judged, scores: contest.challenger }, schema, seed),
    statistics: featureStatistics(table, schema),
    fitted_on: "all",
    beats_baseline: true,
    calibration: null,
    warnings: [],
    seconds,
  };
}

/** Registers the challenger as a candidate; a version that this incident has made before is returned instead. */
export async function registerChallenger(
  context: HealContext,
  incident: Incident,
  champion: LoadedVersion,
  challenger: Challenger,
  trigger: Trigger,
): Promise<string> {
  const before = registeredBy(context, incident);
  if (before) return before;
  const { registry, dir, clock } = context;
  const dataset = challenger.stored ?? (await trainerOf(context).storeDataset(challenger.table, dir.datasets));
  const { version } = registry.register({
    model: champion.model,
    schema: challenger.schema,
    trained: trainedModel(context, champion, challenger),
    dataset: { ...dataset, from: champion.detail.lineage.from, to: new Date(clock.now()).toISOString() },
    trigger,
    parent: champion.version,
    seed: fitOptions(context).seed,
    author: authorOf(incident),
    expectations: proposeExpectations(challenger.table, challenger.schema),
    report: { incident: incident.id, learned_through: challenger.learnedThrough, priors: challenger.priors ?? null },
  });
  return version;
}
