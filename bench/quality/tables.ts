/** The real tables, their splits and what others reach on them. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type ClassLabel, HomeostatError, type ModelSchema } from "../../core/contract/index.ts";
import {
  columnNamed,
  encodeTarget,
  learnSchema,
  propose,
  readTable,
  type Table,
  takeColumns,
  takeRows,
} from "../../core/data/index.ts";
import { sharedData } from "../../core/testing/shared-data.ts";

/** One entry of reference_scores.json, as far as it is used here. */
interface Known {
  file: string;
  target: string;
  task: "binary" | "multiclass" | "regression";
  drop: string[];
  pos: string | null;
  rows_used: number;
  iid?: Record<"linear" | "rf" | "hgb", { auc?: number; rmse?: number }>;
}

export type References = Record<"linear" | "forest" | "boosting", number>;

export interface Resplit {
  seed: number;
  /** Rows of the table that judge. */
  test: Int32Array;
  references?: References;
}

const scores = JSON.parse(readFileSync(sharedData("reference_scores.json"), "utf8")) as Record<string, Known>;

/** Tables with reference scores on a random split; the last one rewards memorising neighbours and counts elsewhere. */
export const TABLES: string[] = Object.keys(scores).filter((name) => scores[name]!.iid && name !== "flights_2001");

export const rowsOf = (name: string): number => scores[name]!.rows_used;

export function publishedReferences(name: string): References {
  const { iid, task } = scores[name]!;
  const metric = task === "regression" ? "rmse" : "auc";
  return { linear: iid!.linear[metric]!, forest: iid!.rf[metric]!, boosting: iid!.hgb[metric]! };
}

/** scikit-learn's own splits, by the Python that `PEERS` names. @param refit the references too */
export function resplits(name: string, seeds: readonly number[], refit: boolean): Resplit[] {
  const python = process.env.PEERS;
  if (!python) throw new HomeostatError("WRONG_USE", { reason: "PEERS names no Python with scikit-learn" });
  const script = fileURLToPath(new URL("../peers/quality.py", import.meta.url));
  const run = spawnSync(
    python,
    [script, sharedData("."), name, ...(refit ? ["--references"] : []), ...seeds.map(String)],
    { encoding: "utf8", maxBuffer: 2 ** 30 },
  );
  if (run.status !== 0) throw new Error(run.stderr);
  return run.stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { seed: number; test: number[]; references?: References })
    .map((line) => ({ ...line, test: Int32Array.from(line.test).sort() }));
}

export interface Loaded {
  table: Table;
  time: string[];
  positive: ClassLabel | null;
  /** Schema learnt from the given rows alone. */
  schemaOf(rows: Table): ModelSchema;
}

/** The file as the product reads it, with what the references leave out left out; rows without a target dropped. */
export async function load(name: string): Promise<Loaded> {
  const { file, target, task, drop, pos } = scores[name]!;
  const path = [file, `${file}.gz`].map(sharedData).find(existsSync);
  if (!path) throw new HomeostatError("FILE_NOT_FOUND", { path: sharedData(file) });
  const read = await readTable(path);
  const proposal = propose(read, { target, task, exclude: drop, ...(pos === null ? {} : { positive: pos }) });
  const chosen = takeColumns(read.table, [...new Set([...proposal.features, ...proposal.time, target])]);
  const schemaOf = (rows: Table) => learnSchema(rows, proposal, read.missing, {});
  const truth = encodeTarget(columnNamed(chosen, target)!, schemaOf(chosen));
  const table = takeRows(
    chosen,
    Int32Array.from(truth.keys()).filter((row) => !Number.isNaN(truth[row]!)),
  );
  return { table, time: proposal.time, positive: proposal.positive, schemaOf };
}
