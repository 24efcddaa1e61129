/**
 * Another decision threshold for a version of two classes. Versions are immutable, and the threshold is part of what a
 * version answers and of its ONNX file: so the same model with another threshold is a version of its own, a candidate
 * like any other. What is live goes on as it is until the new one is promoted.
 */
import { z } from "zod";
import {
  HomeostatError,
  type MetricName,
  type Metrics,
  Split,
  say,
  type ThresholdChange,
  type ThresholdReport,
} from "../contract/index.ts";
import { columnNamed, encodeTarget, type FeatureStatistics } from "../data/index.ts";
import type { LoadedVersion } from "../registry/index.ts";
import {
  classCounts,
  evaluate,
  type FittedModel,
  type HeldOut,
  inspect,
  serializeModel,
  type TrainedModel,
  thresholdPoints,
} from "../train/index.ts";
import { fitOptions, type HealContext } from "./context.ts";
import { exportChallenger } from "./fit-recipe.ts";
import { trainingSet } from "./learning-rows.ts";

/** Metrics of decisions; all others are of the probabilities, which stay. */
const OF_DECISIONS: ReadonlySet<string> = new Set<MetricName>(["accuracy", "precision", "recall", "f1", "mcc"]);

/** What `metrics.json` keeps of a training besides its figures. */
const Training = z.object({
  holdout: z.object({ rows: z.int(), split: Split }),
  beats_baseline: z.boolean(),
  warnings: z.array(z.string()),
});

/** True where two models differ in nothing but their decision threshold. */
export const differsByThreshold = (one: FittedModel, other: FittedModel): boolean =>
  one.threshold !== other.threshold &&
  serializeModel({ ...one, threshold: null }) === serializeModel({ ...other, threshold: null });

function unseenRows({ registry }: HealContext, model: string, version: string): HeldOut {
  const { schema } = registry.show(`${model}@${version}`);
  const wrong = (reason: string) => new HomeostatError("WRONG_USE", { reason });
  if (schema.task !== "binary") throw wrong(say("twoClassesOnly", { model, target: schema.target, task: schema.task }));
  const heldOut = registry.heldOut(model, version);
  if (heldOut === null || heldOut.truth.length === 0)
    throw wrong(say("noUnseenRows", { version: `${model}@${version}` }));
  return heldOut;
}

/**
 * What each decision threshold of a version means on the rows that were kept to judge it.
 * @throws HomeostatError WRONG_USE for other tasks, and where no such rows were kept
 * @example thresholdReport(context, "diabetes@v0003").points[0] // { threshold: 0.93, hits: 4, alarms: 0 }
 */
export function thresholdReport(context: HealContext, ref?: string): ThresholdReport {
  const { model, version } = context.registry.resolve(ref);
  const { scores, truth } = unseenRows(context, model, version);
  const { fitted, schema } = context.registry.loadModel(model, version);
  return {
    ...{ model, version, negative: schema.classes[0]!, positive: schema.classes[1]!, threshold: fitted.threshold },
    ...{ rows: truth.length, positives: truth.reduce((sum, label) => sum + label, 0) },
    points: thresholdPoints(scores, truth),
  };
}

/** The parent's figures, with those of its decisions made anew on the kept rows. */
function withDecisions<T>(before: Partial<Record<MetricName, T>>, after: Partial<Record<MetricName, T>>) {
  const decided = Object.entries(after).filter(([name]) => OF_DECISIONS.has(name) && name in before);
  return { ...before, ...Object.fromEntries(decided) };
}

async function decidedAnew(
  context: HealContext,
  parent: LoadedVersion,
  heldOut: HeldOut,
  threshold: number,
): Promise<TrainedModel> {
  const { schema, detail } = parent;
  const { seed } = fitOptions(context);
  const fitted: FittedModel = { ...parent.fitted, threshold };
  const { registry } = context;
  const rows = await trainingSet(context, detail);
  const training = Training.parse(
    JSON.parse(registry.file(`${parent.model}@${parent.version}`, "metrics.json").toString()),
  );
  const started = performance.now();
  const exported = await exportChallenger(context, fitted, schema, rows);
  const { scores, truth } = heldOut;
  const judged = evaluate(scores, truth, schema.task, { intervals: true, seed, threshold });
  const counts = classCounts(encodeTarget(columnNamed(rows, schema.target)!, schema), schema);
  return {
    model: fitted,
    ...exported,
    metrics: withDecisions(detail.metrics, judged.metrics) satisfies Metrics,
    intervals: withDecisions(detail.intervals, judged.intervals),
    primary_metric: detail.primary_metric,
    leaderboard: detail.leaderboard,
    holdout: { rows: truth.length, split: training.holdout.split },
    importance: detail.importance,
    inspection: inspect(fitted, schema, { ...heldOut, counts }),
    held_out: heldOut,
    statistics: detail.statistics as Record<string, FeatureStatistics>,
    fitted_on: "all",
    beats_baseline: training.beats_baseline,
    calibration: null,
    warnings: training.warnings,
    seconds: { train: 0, export: (performance.now() - started) / 1000 },
  };
}

/**
 * Registers the same model with another threshold as a candidate, its figures measured on rows that it had not seen.
 * @param request a threshold above 0 and below 1
 * @throws HomeostatError WRONG_USE for other tasks, without such rows, or where the threshold is in force already;
 *   DATASET_GONE; PARITY_FAILED; CANCELLED until it is exported
 */
export async function setThreshold(
  context: HealContext,
  request: { model: string; version: string; threshold: number; actor: string; reason?: string | undefined },
): Promise<ThresholdChange> {
  const { model, version, threshold, actor, reason } = request;
  const { db, registry } = context;
  const heldOut = unseenRows(context, model, version);
  const parent = registry.load(model, version);
  if (parent.fitted.threshold === threshold)
    throw new HomeostatError("WRONG_USE", {
      reason: say("decidesAlready", { version: `${model}@${version}`, threshold }),
    });
  const { lineage, dataset_sha256: sha256 } = parent.detail;
  const { learned_through = null, priors = null } = registry.report(model, version);
  const trained = await decidedAnew(context, parent, heldOut, threshold);
  const register = db.transaction(() => {
    const made = registry.register({
      ...{ model, schema: parent.schema, trained, seed: lineage.seed, author: actor },
      dataset: { sha256, rows: lineage.rows, from: lineage.from, to: lineage.to },
      ...{ trigger: "threshold", parent: version },
      expectations: registry.expectations(`${model}@${version}`),
      report: { learned_through, priors },
    });
    registry.audit.append({
      ...{ actor, action: "threshold", subject: `${model}@${made.version}` },
      detail: { from: parent.fitted.threshold, to: threshold, ...(reason === undefined ? {} : { reason }) },
    });
    return made;
  });
  const made = register.immediate();
  return { model, version: made.version, parent: version, threshold };
}
