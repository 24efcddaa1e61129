/** The live window of a model: what came lately, what was answered, what is known of the outcomes. */
import { HomeostatError, type ModelSchema } from "../contract/index.ts";
import { columnNamed, type Table } from "../data/index.ts";
import { countLearning, isQuarantined, quarantinesOf, takeInOutcomes, trainingSet } from "../heal/index.ts";
import type { ModelWindow, TimedColumn } from "../observe/index.ts";
import type { LoadedModel } from "../registry/index.ts";
import type { LoggedAnswer } from "../serve/index.ts";
import { rowLoss } from "../train/index.ts";
import { errorAlarms } from "./error-watch.ts";
import { feedFacts } from "./feed-watch.ts";
import { loggedScores, loggedTruth, onlyRows, type ReadRows, readAnswers, readWindow } from "./logged-rows.ts";
import type { Loop } from "./loop.ts";
import { promiseOf } from "./promise.ts";
import { promisedRows, trustOf } from "./trust.ts";

/** A window holds at most this many rows, the newest. */
export const LARGEST_WINDOW = 5000;
/** Newest outcomes of the live version that its metric is computed on. */
const LABELLED_ROWS = 1000;
/** Answers that tell whether those with outcomes speak for the others. */
const ANSWERED_ROWS = 3000;
/** Rows, and outcomes, among which a change is looked for. */
const COURSE_ROWS = 3000;
const HOUR = 3_600_000;
/** Rows before the window, and how far back, that its clocks are held against. */
const EARLIER_ROWS = 300;
const EARLIER = 7 * 24 * HOUR;

const loaded = new WeakMap<Loop["registry"], Map<string, LoadedModel>>();

/** The live version, its model read and checked once; watching it goes on where its ONNX file is damaged. */
export function liveVersion({ registry }: Pick<Loop, "registry">, model: string): LoadedModel {
  const version = registry.production(model);
  if (version === null) throw new HomeostatError("NO_PRODUCTION", { model });
  const known = loaded.get(registry) ?? new Map<string, LoadedModel>();
  loaded.set(registry, known);
  const found = known.get(model);
  if (found?.version === version) return found;
  const live = registry.loadModel(model, version);
  known.set(model, live);
  return live;
}

/** The rows a version was trained on, or null where they are no longer kept. */
export async function referenceOf(loop: Loop, model: string, version: string): Promise<Table | null> {
  try {
    return await trainingSet(loop, loop.registry.show(`${model}@${version}`));
  } catch (error) {
    loop.logger.warn({ err: error, model, version }, "the training set cannot be read; held statistics stand in");
    return null;
  }
}

function hoursSinceOutcome({ log, clock }: Loop, model: string): number | null {
  const [newest] = log.answers(model, { labelledOnly: true, limit: 1 });
  return newest?.outcome_at === undefined ? null : Math.max(0, clock.elapsed(newest.outcome_at) / HOUR);
}

/** What the labelled rows are to speak for; nothing where there are none. */
function answeredBetween(
  { log, clock }: Loop,
  { model, version, schema }: LoadedModel,
  labelled: readonly LoggedAnswer[],
  isLeftOut: (at: number) => boolean,
): Pick<ModelWindow, "answered"> {
  const [first, last] = [labelled[0], labelled.at(-1)];
  if (!first || !last) return {};
  const span = { version, from: first.seq, to: last.seq, most: ANSWERED_ROWS };
  const rows = log.answered(model, span).filter(({ at }) => !isLeftOut(at));
  return {
    answered: {
      scores: loggedScores(
        schema,
        rows.map(({ output }) => ({ status: "ok", output })),
      ),
      truth: loggedTruth(schema, rows),
      ages: Float64Array.from(rows, ({ at }) => clock.now() - at),
      delays: Float64Array.from(rows, ({ at, reported_at }) =>
        reported_at === null ? Number.NaN : Math.max(0, reported_at - at),
      ),
    },
  };
}

/** The times that rows say beside the times at which they came, the rows before the window first. */
async function timedColumns(
  loop: Loop,
  model: string,
  schema: ModelSchema,
  { rows, inputs }: ReadRows,
): Promise<TimedColumn[]> {
  const [first] = rows;
  const features = schema.features.filter(({ type }) => type === "datetime");
  if (!first || features.length === 0 || loop.madeUpArrivals) return [];
  const options = { since: first.at - EARLIER, beforeSeq: first.seq, limit: EARLIER_ROWS };
  const earlier = await readWindow(loop.log, { model, schema: { ...schema, features } }, options);
  const arrivals = Float64Array.from([...earlier.rows, ...rows], ({ at }) => at);
  return features.flatMap(({ name }) => {
    const [before, now] = [earlier.inputs, inputs].map((table) => columnNamed(table, name));
    if (before?.kind !== "datetime" || now?.kind !== "datetime") return [];
    return [{ name, times: Float64Array.of(...before.values, ...now.values), arrivals, current: rows.length }];
  });
}

/** The newest rows of the live version, and the losses of those whose outcome is known, as they came. */
async function courses(loop: Loop, live: LoadedModel): Promise<ModelWindow["courses"]> {
  const { version, schema } = live;
  const arrivals = (rows: readonly LoggedAnswer[]) => Float64Array.from(rows, ({ at }) => at);
  const newest = await readWindow(loop.log, live, { version, limit: COURSE_ROWS });
  const limits = { version, labelledOnly: true, status: "ok", limit: COURSE_ROWS } as const;
  const known = await readAnswers(loop.log, live.model, limits);
  const losses = rowLoss(loggedScores(schema, known), loggedTruth(schema, known), schema.task);
  return {
    rows: { table: newest.inputs, arrivals: arrivals(newest.rows) },
    errors: { losses, arrivals: arrivals(known) },
  };
}

/**
 * @param closed the window; the newest predictions where absent
 * @throws HomeostatError NO_PRODUCTION
 */
export async function gatherWindow(loop: Loop, model: string, closed?: ReadRows): Promise<ModelWindow> {
  const { log, clock } = loop;
  const live = liveVersion(loop, model);
  const { version, schema, detail, fitted } = live;
  const { rows: current, inputs } = closed ?? (await readWindow(log, live, { limit: LARGEST_WINDOW }));
  // Answers to broken rows say nothing about the model.
  const spells = quarantinesOf(loop, model);
  const isLeftOut = (at: number): boolean => isQuarantined(spells, at);
  const known = await readWindow(log, live, { labelledOnly: true, version, limit: LABELLED_ROWS });
  const { rows: labelled, inputs: labelledInputs } = onlyRows(known, ({ at }) => !isLeftOut(at));
  await takeInOutcomes(loop, model, version);
  const learning = countLearning(loop, model, version);
  const promised = promiseOf(loop.registry, detail);
  const trust = await trustOf(loop, live);
  const { priors } = loop.registry.report(model, version);
  const hasCost = loop.registry.policy(model).cost !== null;
  const yardstick = hasCost && promised.version !== version ? promisedRows(loop, model, promised.version) : null;
  return {
    model,
    version,
    at: new Date(clock.now()).toISOString(),
    reference: {
      table: await referenceOf(loop, model, version),
      statistics: live.statistics,
      metrics: promised.metrics,
      intervals: promised.intervals,
      metric: detail.primary_metric,
      rows: detail.lineage.rows,
      ...(Array.isArray(priors) ? { priors: priors as number[] } : {}),
      ...(trust ? { scores: trust.unseen.scores, unseen: trust.unseen } : {}),
      ...(yardstick ? { promised: yardstick } : {}),
      ...(trust?.estimator ? { estimator: trust.estimator } : {}),
    },
    schema,
    importance: detail.importance,
    current: inputs,
    predictions: loggedScores(schema, current),
    truth: loggedTruth(schema, current),
    ...answeredBetween(loop, live, labelled, isLeftOut),
    labelled: {
      ages: Float64Array.from(labelled, ({ at }) => clock.now() - at),
      delays: Float64Array.from(labelled, ({ at, reported_at }) => Math.max(0, (reported_at ?? at) - at)),
      table: labelledInputs,
      scores: loggedScores(schema, labelled),
      truth: loggedTruth(schema, labelled),
    },
    threshold: fitted.threshold,
    rejected: current.filter(({ status }) => status === "rejected").length,
    outliers: current.filter(({ output }) => output.flags?.includes("outlier")).length,
    newLabelled: learning.untouched,
    hoursSinceOutcome: hoursSinceOutcome(loop, model),
    timed: closed ? await timedColumns(loop, model, schema, closed) : [],
    ...(closed && current.length > 0 ? { courses: await courses(loop, live) } : {}),
    feed: feedFacts(log, model, clock),
    errorAlarms: await errorAlarms(loop, model, version, schema),
  };
}
