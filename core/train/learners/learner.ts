/** What a learner is: one file each, one interface, one contract suite (core/testing/learner-contract.ts). */
import type { LearnerName, Task } from "../../contract/index.ts";
import type { Matrix, Predictor } from "../model.ts";

export type Labels =
  /** Numbers to predict, standardised by the caller. */
  | { task: "regression"; values: Float64Array }
  /** Class indices, 0 … classes − 1; for binary tasks 1 is the positive class. */
  | { task: "binary" | "multiclass"; values: Int32Array; classes: number };

export interface FitContext {
  seed: number;
  /** Row weights, all 1 where absent. */
  weights?: Float64Array | undefined;
  /** Rows that are not learnt from, for a learner that stops early: it watches its loss there. */
  validation?: Uint32Array | undefined;
  threads: number;
  /** Polled between units of work; true stops the fit with CANCELLED. */
  cancelled(): boolean;
  onProgress?(done: number): void;
}

export type Parameters = Record<string, number | string | boolean | null>;

export interface Learner {
  name: LearnerName;
  tasks: readonly Task[];
  /** `dense`: numbers only, imputed, scaled, one-hot. `native`: NaN and category codes are understood. */
  input: "dense" | "native";
  /** Plain defaults, as `--no-search` uses them. */
  defaults: Parameters;
  /** Other settings worth a trial, best guesses first; none for learners without any. */
  portfolio?: readonly Parameters[];
  /** A reason not to run on this shape (`over 2,000 rows: …`), or null. */
  limit?(rows: number, columns: number, task: Task): string | null;
  /** Pure: the same input, parameters and seed give the same predictor whatever `threads` is. */
  fit(matrix: Matrix, labels: Labels, parameters: Parameters, context: FitContext): Predictor;
}
