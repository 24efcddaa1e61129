/**
 * The refit test: would a new model be better? The live version's recipe is fitted on everything but the newest
 * labelled slice, and both are compared there, row by row. If it is clearly better, the same recipe fitted on
 * everything is what goes live. Drift alone decides nothing: drift, performance and schedule only say when to ask.
 */
import type { Policy } from "../contract/index.ts";
import type { Table } from "../data/index.ts";
import type { LoadedVersion } from "../registry/index.ts";
import { evaluate, type FittedModel } from "../train/index.ts";
import { contest } from "./contest.ts";
import { fitOptions, type HealContext, trainerOf } from "./context.ts";
import { type Contest, type Judgement, judge } from "./gate.ts";
import {
  historyUpTo,
  type LearningRows,
  learnedThrough,
  learningRows,
  productionSlice,
  untouchedBy,
} from "./learning-rows.ts";
import { retrainedSchema } from "./retrained-schema.ts";

export interface RefitTest extends Judgement {
  /** Labelled rows there were; the challenger saw all but the slice. */
  labelled: number;
  slice: number;
  challenger: FittedModel;
  contest: Contest;
  rows: LearningRows;
}

/** A slice is at most this share of all rows that could be learnt from: what judges cannot teach. */
const LARGEST_SLICE = 0.05;

/** Rows at the end that judge: new to the live version, newer than the last test, neither few nor most of them. */
export function sliceSize(untouched: number, sinceLastTest: number, all: number, policy: Policy): number {
  const wanted = Math.min(sinceLastTest, Math.floor(LARGEST_SLICE * all));
  return Math.min(untouched, Math.max(policy.min_labelled, wanted));
}

/**
 * @param labelledThen labelled rows at the last test, so that each test is judged by evidence of its own
 * @returns null where fewer than `policy.min_labelled` rows are new to the live version
 */
export async function refitTest(
  context: HealContext,
  champion: LoadedVersion,
  policy: Policy,
  labelledThen: number,
): Promise<RefitTest | null> {
  const { model, version, schema, fitted } = champion;
  const rows = await learningRows(context, model, version);
  const labelled = rows.production.rows;
  const untouched = untouchedBy(rows, learnedThrough(context.registry, model, version)).count;
  if (untouched < policy.min_labelled) return null;
  const slice = sliceSize(untouched, labelled - labelledThen, rows.root.rows + labelled, policy);
  const known = historyUpTo(rows, labelled - slice);
  const challenger = await trainerOf(context).refit(fitted, known, retrainedSchema(schema, known), fitOptions(context));
  const judged = contest(fitted, challenger, schema, productionSlice(rows, labelled - slice, labelled));
  return { ...judge(judged, policy), labelled, slice, challenger, contest: judged, rows };
}

export interface Deployable {
  fitted: FittedModel;
  table: Table;
  schema: LoadedVersion["schema"];
  onnx: Uint8Array;
  parity: { rows: number; max_abs_error: number; max_rel_error: number };
  seconds: { train: number; export: number };
}

/** The winning recipe on everything, exported and proven. @throws HomeostatError PARITY_FAILED */
export async function fitOnEverything(
  context: HealContext,
  champion: LoadedVersion,
  rows: LearningRows,
): Promise<Deployable> {
  const table = historyUpTo(rows, rows.production.rows);
  const schema = retrainedSchema(champion.schema, table);
  const trainer = trainerOf(context);
  const started = performance.now();
  const fitted = await trainer.refit(champion.fitted, table, schema, fitOptions(context));
  const trained = performance.now();
  const { onnx, parity } = await trainer.exportModel(fitted, schema, table);
  const seconds = { train: (trained - started) / 1000, export: (performance.now() - trained) / 1000 };
  return { fitted, table, schema, onnx, parity, seconds };
}

/** Metrics of the challenger on the slice that it never saw. */
export const challengerMetrics = ({ contest: { challenger, truth, task } }: RefitTest, seed: number) =>
  evaluate(challenger, truth, task, { intervals: true, seed });
