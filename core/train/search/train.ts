/** Rows in, a ranked, evaluated, exported model out. */
import { setImmediate } from "node:timers/promises";
import { HomeostatError, type LeaderboardEntry, type ModelSchema, say } from "../../contract/index.ts";
import { featureStatistics, splitHoldout, type Table } from "../../data/index.ts";
import { createRng, deriveSeed } from "../../shared/index.ts";
import { evaluate, permutationImportance, primaryMetric } from "../evaluate/index.ts";
import { classCounts, inspect } from "../inspect/index.ts";
import { LEARNERS } from "../learners/index.ts";
import type { FittedModel, Recipe } from "../model.ts";
import { exportModel } from "../onnx/index.ts";
import type { TrainContext, TrainedModel, TrainPlan } from "../plan.ts";
import { heldOutSample } from "../unseen/index.ts";
import { beatsBaseline } from "./beats-baseline.ts";
import { candidates } from "./candidates.ts";
import { CROSS_FITS, CROSS_FITTED_ROWS, conformalInterval, crossFitted } from "./conformal.ts";
import { fitRecipe, preparedOnce } from "./fit-model.ts";
import type { FoldOptions } from "./folds.ts";
import { type Held, pool } from "./held.ts";
import { createJudge, type Judge, type Judged } from "./judge.ts";
import type { SearchResult } from "./options.ts";
import { plainFits } from "./plain.ts";
import { fitProgress, type StageShares, stageShares } from "./progress.ts";
import { type LabelledRows, labelledRows, takeLabelled, viewLabelled } from "./rows.ts";
import { search } from "./search.ts";
import { oriented, type TrialSetting } from "./trial.ts";

/** Rows that learners are compared on; the winner sees all of them. */
const MOST_SEARCH_ROWS = 50_000;
const FEWEST_ROWS = 10;
/** Rows of a table in a file that judge, at most: these are in memory. */
const MOST_JUDGING_ROWS = 1_000_000;
/** Share of the budget that a learner too slow for the search may take to be shown for comparison. */
const EXHIBIT_SHARE = 0.1;

interface Split {
  training: LabelledRows;
  holdout: LabelledRows;
  kind: TrainedModel["holdout"]["split"];
}

function splitRows(rows: LabelledRows, plan: TrainPlan): Split {
  const { holdout, schema, time, group, seed } = plan;
  if (typeof holdout !== "number") return { training: rows, holdout: labelledRows(holdout, schema), kind: "file" };
  const { task } = schema;
  const grouped = group === undefined ? {} : { group };
  const share = rows.table.stored ? Math.min(holdout, MOST_JUDGING_ROWS / rows.table.rows) : holdout;
  const split = splitHoldout(rows.table, { target: rows.target, task, share, time, seed, ...grouped });
  return { training: viewLabelled(rows, split.train), holdout: takeLabelled(rows, split.test), kind: split.kind };
}

function checkRows({ target }: LabelledRows, schema: ModelSchema): void {
  if (target.length < FEWEST_ROWS)
    throw new HomeostatError("TOO_FEW_ROWS", { rows: target.length, needed: FEWEST_ROWS });
  if (target.every((value) => value === target[0]))
    throw new HomeostatError("TARGET_CONSTANT", { target: schema.target });
}

/** Chosen by chance, kept in their order, so that time stays time. */
function searchSample(rows: LabelledRows, seed: number): LabelledRows {
  if (rows.target.length <= MOST_SEARCH_ROWS) return rows;
  const order = createRng(deriveSeed(seed, "search rows")).shuffle(Int32Array.from(rows.target.keys()));
  return takeLabelled(rows, order.slice(0, MOST_SEARCH_ROWS).sort());
}

/** Positive where its expected cost of a miss exceeds that of a false alarm: p ≥ FP ÷ (FP + FN). */
function thresholdOf({ cost, schema }: TrainPlan): number | null {
  if (!cost || schema.task !== "binary" || cost.FP + cost.FN <= 0) return null;
  return cost.FP / (cost.FP + cost.FN);
}

const heldOut = (judged: Judged, { holdout }: Judge): Held => ({ scores: judged.scores, truth: holdout.target });

/** What the search and the holdout tell of how wide intervals must be. A holdout of its own only judges, unless there are no others. */
const heldBySearch = ({ held, winner, judge }: Chosen, { kind }: Split): Held =>
  pool(kind === "file" && held.winner.length > 0 ? held.winner : [...held.winner, heldOut(winner, judge)]);

/** Whether the winner is fitted on folds of all rows once more; ordered rows have no folds that come close to that. */
const isCrossFitted = ({ search: isSearch, time }: TrainPlan, { kind }: Split, rows: number): boolean =>
  isSearch && time.length === 0 && kind !== "file" && rows < CROSS_FITTED_ROWS;

interface Chosen extends SearchResult {
  judge: Judge;
}

const foldOptions = ({ schema, time, group, seed }: TrainPlan): FoldOptions => ({
  task: schema.task,
  time,
  group,
  seed,
});

async function choose(
  split: Split,
  plan: TrainPlan,
  setting: TrialSetting,
  stages: StageShares,
  context: TrainContext,
): Promise<Chosen> {
  const { schema, seed, trials = Number.POSITIVE_INFINITY } = plan;
  const now = setting.fit.now;
  const started = now();
  const { learners, exhibits, skipped } = candidates(schema, split.training, plan.learners);
  const enough = () => context.enough?.() ?? false;
  let finished = 0;
  const options = {
    learners,
    skipped,
    baselineMayWin: !plan.learners || plan.learners.includes("baseline"),
    breathe: async (detail: string, leaderboard: LeaderboardEntry[]) => {
      finished++;
      const spent = (now() - started) / 1000 / plan.budget;
      const done = plan.search
        ? Math.max(spent, finished / (finished + learners.length))
        : finished / (learners.length + exhibits.length);
      context.onProgress?.({ stage: "training", done: stages.chosen * Math.min(1, done), detail, leaderboard });
      await setImmediate();
      if (setting.fit.cancelled()) throw new HomeostatError("CANCELLED");
    },
  };
  if (!plan.search) {
    const judge = createJudge(split.training, split.holdout, setting);
    return { judge, ...(await plainFits(judge, setting.metric, { ...options, learners: [...learners, ...exhibits] })) };
  }
  const sample = searchSample(split.training, seed);
  const few = createJudge(sample, split.holdout, setting);
  const onProgress = fitProgress(context, "fitting", stages.chosen, stages.judged);
  const large = { ...setting, fit: { ...setting.fit, onProgress } };
  const whole = sample === split.training ? few : createJudge(split.training, split.holdout, large);
  const judged = split.training.target.length;
  const all = judged + split.holdout.target.length;
  const found = await search(
    sample,
    { sample: few, whole },
    {
      ...options,
      exhibits,
      exhibitTime: plan.budget * 1000 * EXHIBIT_SHARE,
      setting,
      trials,
      folds: foldOptions(plan),
      rows: {
        searched: sample.target.length,
        judged,
        refitted: split.kind === "file" ? 0 : all * (isCrossFitted(plan, split, all) ? 1 + CROSS_FITS : 1),
      },
      blends: !plan.learners && sample === split.training,
      enough,
      timeLeft: (reserve) => !enough() && (now() - started) / 1000 + reserve < plan.budget,
    },
  );
  return { judge: whole, ...found };
}

/** Whether the winner knows more than the baseline: on the holdout, and surely on all rows that neither had seen. */
function isUseful({ judge, winner, held, leaderboard }: Chosen, { metric, schema }: TrialSetting): boolean {
  if (winner.recipe.learner === "baseline") return false;
  const baseline = judge.judge({ learner: "baseline", parameters: LEARNERS.baseline.defaults });
  const onHoldout = (judged: Judged): number => oriented(metric, judged.evaluation.metrics[metric]);
  if (onHoldout(winner) <= onHoldout(baseline)) return false;
  // Folds that the winner ran and the baseline did not (or the other way round) cannot be paired.
  const folds = Math.min(held.winner.length, held.baseline.length);
  const ofWinner = pool([...held.winner.slice(0, folds), heldOut(winner, judge)]);
  const ofBaseline = pool([...held.baseline.slice(0, folds), heldOut(baseline, judge)]);
  const tries = leaderboard.filter(({ learner, status }) => status === "ok" && learner !== "baseline").length;
  return beatsBaseline(ofWinner, ofBaseline, metric, schema.task, tries);
}

function warningsOf(chosen: Chosen, useful: boolean, split: Split, plan: TrainPlan): string[] {
  const { metric = primaryMetric(plan.schema.task) } = plan;
  const warnings: string[] = [];
  if (split.training.table.stored) warnings.push(say("tooLargeForMemory"));
  if (!useful) warnings.push(say("notBetterThanBaseline", { target: plan.schema.target, metric }));
  if (split.holdout.target.length < 30) warnings.push(say("fewRowsJudge", { rows: split.holdout.target.length }));
  for (const { learner, status, reason } of chosen.leaderboard)
    if (status === "failed") warnings.push(say("learnerFailed", { learner, reason: reason ?? say("noResult") }));
  return warnings;
}

interface JudgedWinner
  extends Pick<
    TrainedModel,
    | "metrics"
    | "intervals"
    | "leaderboard"
    | "holdout"
    | "importance"
    | "inspection"
    | "held_out"
    | "beats_baseline"
    | "calibration"
    | "warnings"
  > {
  recipe: Recipe;
  /** Where all rows were learnt from already: the holdout was a file of its own. */
  fitted: FittedModel | null;
  interval: FittedModel["interval"];
}

/** Chooses and judges. Nothing of what it gives holds on to the parts of the table, which the last fit needs room for. */
async function judgeWinner(
  rows: LabelledRows,
  plan: TrainPlan,
  setting: TrialSetting,
  context: TrainContext,
): Promise<JudgedWinner> {
  const { schema, seed } = plan;
  const { threshold } = setting;
  const split = splitRows(rows, plan);
  const chosen = await choose(split, plan, setting, stageShares(plan, rows.target.length, MOST_SEARCH_ROWS), context);
  const { winner } = chosen;
  const { table, target: truth } = split.holdout;
  const useful = isUseful(chosen, setting);
  const crossed = isCrossFitted(plan, split, rows.target.length)
    ? crossFitted(winner.recipe, rows, foldOptions(plan), setting)
    : null;
  const unseen = crossed ?? heldBySearch(chosen, split);
  const heldOut = crossed ?? { table, truth, scores: winner.scores };
  const features = schema.features.map(({ name }) => name);
  return {
    ...evaluate(winner.scores, truth, schema.task, { intervals: true, seed, threshold }),
    recipe: winner.recipe,
    fitted: split.kind === "file" ? winner.model : null,
    interval: schema.task === "regression" ? conformalInterval(unseen) : null,
    importance: permutationImportance(winner.model, features, table, truth, seed),
    inspection: inspect({ ...winner.model, threshold }, schema, {
      ...{ table, truth, scores: winner.scores },
      counts: classCounts(split.training.target, schema),
    }),
    held_out: heldOutSample(heldOut, schema, deriveSeed(seed, "held out")),
    leaderboard: chosen.leaderboard,
    holdout: { rows: truth.length, split: split.kind },
    beats_baseline: useful,
    calibration: chosen.calibration,
    warnings: warningsOf(chosen, useful, split, plan),
  };
}

/**
 * Sets a holdout aside, chooses among learners inside the training part (cross-validation under 20,000 rows, one
 * validation split above, by time where the plan has time columns), judges each on the holdout, refits the winner on
 * all rows, and proves its ONNX export. `metrics`, `intervals` and the leaderboard are those of models fitted on the
 * training part, on a holdout that took no part in the choice; without search the holdout itself ranks the learners.
 * The model that is returned is the winner's recipe fitted on all rows (with a holdout file: on all of `table`).
 * The same rows, plan and seed give the same model, as long as the budget did not cut the trials short.
 * @param table the schema's features and the target, and the plan's time and group columns
 * @throws TOO_FEW_ROWS, TARGET_CONSTANT, TARGET_MISSING, NO_FEATURES, NO_LEARNER, PARITY_FAILED, CANCELLED
 */
export async function train(table: Table, plan: TrainPlan, context: TrainContext = {}): Promise<TrainedModel> {
  const { schema, seed, threads } = plan;
  const now = context.now ?? (() => performance.now());
  const cancelled = () => context.cancelled?.() ?? false;
  const started = now();
  const setting: TrialSetting = {
    schema,
    metric: plan.metric ?? primaryMetric(schema.task),
    threshold: thresholdOf(plan),
    fit: { seed, threads, cancelled, now },
  };
  context.onProgress?.({ stage: "preparing", done: 0 });
  const rows = labelledRows(table, schema);
  checkRows(rows, schema);
  const { recipe, fitted, interval, ...judged } = await judgeWinner(rows, plan, setting, context);

  const stages = stageShares(plan, rows.target.length, MOST_SEARCH_ROWS);
  const stage = "fitting on all rows";
  context.onProgress?.({ stage, done: stages.judged, detail: recipe.learner });
  const fit = { ...setting.fit, onProgress: fitProgress(context, stage, stages.judged, stages.fitted) };
  const whole = fitted ?? fitRecipe(recipe, preparedOnce(rows, schema, seed), schema, fit).model;
  const model: FittedModel = { ...whole, threshold: setting.threshold, interval };
  const trained = now();

  context.onProgress?.({ stage: "exporting", done: stages.fitted, detail: recipe.learner });
  const exported = await exportModel(model, schema, rows.table, { cancelled });
  context.onProgress?.({ stage: "done", done: 1, leaderboard: judged.leaderboard });
  return {
    ...judged,
    model,
    ...exported,
    primary_metric: setting.metric,
    statistics: featureStatistics(rows.table, schema),
    fitted_on: "all",
    seconds: { train: (trained - started) / 1000, export: (now() - trained) / 1000 },
  };
}
