/** A version that can answer: its schema, its compiled validator and whatever computes its scores. */

import type { ModelSchema, VersionDetail } from "../../contract/index.ts";
import { type CellValue, compileValidator, type InvalidRow, tableOf, type ValidRow } from "../../data/index.ts";
import type { Logger } from "../../shared/index.ts";
import { decideLabels, type FittedModel, type RowScorer, type Scores, score } from "../../train/index.ts";
import type { Tally } from "../traffic/tally.ts";
import { createBatcher } from "./batcher.ts";
import type { OnnxRunner } from "./onnx-runner.ts";

/** The scores of a group of rows and the decided class of each (null for numbers). */
export interface Scored {
  scores: Scores;
  labels: Int32Array | null;
  degraded: boolean;
}

/** A row's scores among those of the rows that were scored with it. */
export interface ScoredRow {
  scored: Scored;
  row: number;
}

export interface LiveVersion {
  model: string;
  version: string;
  schema: ModelSchema;
  fitted: FittedModel;
  detail: VersionDetail;
  /** Kept while the version is on trial beside another, or the one that others are tried against; null else. */
  tally: Tally | null;
  /** A plain sentence where this is not what should be serving; null when all is well. */
  degraded(): string | null;
  validate(row: Record<string, unknown>): ValidRow | InvalidRow;
  /** Scores one row: at once where the model is compiled, else together with whatever else arrives in this turn. */
  one(values: CellValue[]): ScoredRow | Promise<ScoredRow>;
  many(rows: readonly CellValue[][]): Scored | Promise<Scored>;
  /** Every request enters before it uses the version and leaves when it is answered. */
  enter(): void;
  leave(): void;
  /** Lets go of the session once the last request has left. */
  retire(): Promise<void>;
}

export interface LiveVersionOptions {
  model: string;
  version: string;
  schema: ModelSchema;
  fitted: FittedModel;
  detail: VersionDetail;
  /** Answers where it is there; it cannot fail. */
  compiled: RowScorer | null;
  /** Answers else; null: the reference predictor does. */
  runner: OnnxRunner | null;
  /** Why this is a fallback; null where it is not. */
  fallback: string | null;
  logger: Logger;
  /** Repairs of broken data, in front of the model; rows are taken as they come where absent. */
  repair?: (row: Record<string, unknown>) => Record<string, unknown>;
}

/** Checks rows as their repairs make them, and says so of those that were repaired. */
function validator({ schema, repair }: Pick<LiveVersionOptions, "schema" | "repair">): LiveVersion["validate"] {
  const validate = compileValidator(schema);
  if (!repair) return validate;
  return (row) => {
    const read = repair(row);
    const valid = validate(read);
    return read === row || !valid.ok ? valid : { ...valid, flags: [...valid.flags, "repaired"] };
  };
}

export function createLiveVersion(options: LiveVersionOptions): LiveVersion {
  const { schema, fitted, compiled, runner, logger, model, version } = options;
  let trouble: string | null = options.fallback;
  let inside = 0;
  let retired: PromiseWithResolvers<void> | null = null;

  const reference = (rows: readonly CellValue[][]): Scores => score(fitted, tableOf(schema, rows));

  /** An answer in any case: a session that fails is replaced, for these rows, by the predictor it was exported from. */
  async function scores(rows: readonly CellValue[][]): Promise<Scores> {
    if (!runner) return reference(rows);
    try {
      const result = await runner.run(rows);
      trouble = options.fallback;
      return result;
    } catch (error) {
      if (!trouble)
        logger.error({ err: error, model, version }, "the ONNX session fails; the reference predictor answers");
      trouble = "the ONNX session fails";
      return reference(rows);
    }
  }

  function finish(result: Scores): Scored {
    const labels = schema.task === "regression" ? null : decideLabels(fitted, result);
    return { scores: result, labels, degraded: trouble !== null };
  }
  const manyByRunner = async (rows: readonly CellValue[][]): Promise<Scored> => finish(await scores(rows));
  const batcher = createBatcher(manyByRunner);

  function settle(): void {
    if (inside > 0 || !retired) return;
    const done = retired;
    if (runner) runner.release().then(done.resolve, done.reject);
    else done.resolve();
  }

  return {
    model,
    version,
    schema,
    fitted,
    detail: options.detail,
    tally: null,
    degraded: () => trouble,
    validate: validator(options),
    one: compiled ? (values) => ({ scored: finish(compiled([values])), row: 0 }) : batcher.add,
    many: compiled ? (rows) => finish(compiled(rows)) : manyByRunner,
    enter: () => {
      inside++;
    },
    leave: () => {
      inside--;
      settle();
    },
    retire: () => {
      if (!retired) {
        retired = Promise.withResolvers<void>();
        settle();
      }
      return retired.promise;
    },
  };
}
