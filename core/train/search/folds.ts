/** How the training part is divided again to choose among learners, so that the holdout stays untouched. */
import type { Task } from "../../contract/index.ts";
import { splitHoldout, timeOrder } from "../../data/index.ts";
import { createRng, deriveSeed } from "../../shared/index.ts";
import type { LabelledRows } from "./rows.ts";

export interface Fold {
  train: Int32Array;
  test: Int32Array;
}

export interface FoldOptions {
  task: Task;
  time: string[];
  group: string | undefined;
  seed: number;
}

/** From this many rows on, three of the five folds tell enough; from the second number on, one validation split. */
export const FEW_FOLDS_ROWS = 5000;
export const VALIDATION_ROWS = 20_000;
const FOLDS = 5;
const FEW_FOLDS = 3;
const SHARE = 0.2;

/** Rows dealt out to k hands, class by class for classes, so that each hand has its share of every class. */
function dealt(target: Float64Array, task: Task, k: number, seed: number): Uint8Array {
  const rng = createRng(seed);
  const rows = rng.shuffle(Int32Array.from(target.keys()));
  if (task !== "regression") rows.sort((a, b) => target[a]! - target[b]!);
  const hands = new Uint8Array(target.length);
  rows.forEach((row, place) => {
    hands[row] = place % k;
  });
  return hands;
}

function kFold(target: Float64Array, task: Task, count: number, seed: number): Fold[] {
  const hands = dealt(target, task, count, seed);
  const rows = Int32Array.from(target.keys());
  return Array.from({ length: count }, (_, k) => ({
    train: rows.filter((row) => hands[row] !== k),
    test: rows.filter((row) => hands[row] === k),
  }));
}

/** Always the past before the future: train on the first blocks, test on the next one. */
function expanding(order: Int32Array): Fold[] {
  const cut = (k: number): number => Math.floor((order.length * k) / (FOLDS + 1));
  return Array.from({ length: FOLDS }, (_, k) => ({
    train: order.slice(0, cut(k + 1)),
    test: order.slice(cut(k + 1), cut(k + 2)),
  })).filter(({ train, test }) => train.length > 1 && test.length > 0);
}

/** How often all folds are dealt anew for the finalists: small tables need it, and it costs them little. */
export function repeatsFor(rows: number, { time, group }: FoldOptions): number {
  if (time.length > 0 || group !== undefined || rows >= 2500) return 1;
  return rows < 1000 ? 3 : 2;
}

/**
 * Five folds, stratified; by time: expanding windows; by group: random divisions of the groups. From 5,000 rows on
 * the last three of them; from 20,000 on one validation split of a fifth, of the same kind.
 * @param repeat which deal of the cards; the first is 0
 */
export function innerFolds({ table, target }: LabelledRows, options: FoldOptions, repeat: number): Fold[] {
  const { task, time, group, seed } = options;
  const split = (part: string) =>
    splitHoldout(table, {
      target,
      task,
      share: SHARE,
      time,
      ...(group === undefined ? {} : { group }),
      seed: deriveSeed(seed, part),
    });
  if (table.rows >= VALIDATION_ROWS) return [split("validation")];
  const folds = (): Fold[] => {
    if (group !== undefined) return Array.from({ length: FOLDS }, (_, k) => split(`fold ${k}`));
    if (time.length > 0) return expanding(timeOrder(table, time).order);
    return kFold(target, task, FOLDS, deriveSeed(seed, `folds ${repeat}`));
  };
  return folds().slice(table.rows >= FEW_FOLDS_ROWS ? -FEW_FOLDS : 0);
}

/** Ten folds of few rows; by group five divisions, as in the search. */
export function manyFolds(rows: LabelledRows, options: FoldOptions): Fold[] {
  if (options.group !== undefined) return innerFolds(rows, options, 0);
  return kFold(rows.target, options.task, 2 * FOLDS, deriveSeed(options.seed, "many folds"));
}
