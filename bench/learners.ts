/**
 * How long the learners take on made-up tables, one thread: `node bench/learners.ts [rows] [columns]`.
 * With a Python that has scikit-learn and LightGBM the peers run on the same table, alternating with ours:
 * `PEERS=/tmp/goldens/bin/python node bench/learners.ts 80000 6`.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createRng } from "../core/shared/index.ts";
import { LEARNERS } from "../core/train/learners/index.ts";
import type { Labels } from "../core/train/learners/learner.ts";
import type { Matrix } from "../core/train/model.ts";

const rows = Number(process.argv[2] ?? 80_000);
const columns = Number(process.argv[3] ?? 6);
const REPEATS = 3;
const PEER_NAMES = ["gradient_boosting", "random_forest", "extra_trees", "logistic_regression", "ridge"] as const;

const rng = createRng(1);
const matrix: Matrix = {
  rows,
  columns: Array.from({ length: columns }, (_, at) => ({
    name: `x${at}`,
    feature: `x${at}`,
    values: Float32Array.from({ length: rows }, () => rng.normal()),
  })),
};
const cell = (row: number, at: number): number => matrix.columns[at % columns]!.values[row]!;
const score = Float64Array.from(
  { length: rows },
  (_, row) => cell(row, 0) + Math.sin(2 * cell(row, 1)) * cell(row, 2) + (cell(row, 3) > 0.5 ? cell(row, 4) : 0),
);
const positive = Int32Array.from(score, (z) => (rng.next() < 1 / (1 + Math.exp(-z)) ? 1 : 0));
const labels: Record<"binary" | "regression", Labels> = {
  binary: { task: "binary", values: positive, classes: 2 },
  regression: { task: "regression", values: score },
};

const median = (times: number[]): number => [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)]!;

function ours(name: (typeof PEER_NAMES)[number]): number {
  const learner = LEARNERS[name];
  const began = performance.now();
  learner.fit(matrix, labels[learner.tasks.includes("binary") ? "binary" : "regression"], learner.defaults, {
    seed: 1,
    threads: 1,
    cancelled: () => false,
  });
  return (performance.now() - began) / 1000;
}

function peer(python: string, name: string, folder: string): number | null {
  const script = fileURLToPath(new URL("./peers/learners.py", import.meta.url));
  const run = spawnSync(python, [script, name, folder, String(rows), String(columns)], { encoding: "utf8" });
  if (run.status !== 0) throw new Error(run.stderr);
  return run.stdout.trim() === "" ? null : Number(run.stdout);
}

const python = process.env.PEERS;
const folder = mkdtempSync(join(tmpdir(), "learners-"));
writeFileSync(join(folder, "cells"), Buffer.concat(matrix.columns.map(({ values }) => Buffer.from(values.buffer))));
writeFileSync(join(folder, "binary"), Buffer.from(positive.buffer));
writeFileSync(join(folder, "regression"), Buffer.from(score.buffer));

console.log(`${rows} rows × ${columns} columns, plain defaults, one thread; median of ${REPEATS}, seconds`);
for (const name of PEER_NAMES) {
  const [mine, theirs]: [number[], number[]] = [[], []];
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    mine.push(ours(name));
    const time = python === undefined ? null : peer(python, name, folder);
    if (time !== null) theirs.push(time);
  }
  const against =
    theirs.length === 0 ? "" : `   peer ${median(theirs).toFixed(2)}   ×${(median(mine) / median(theirs)).toFixed(2)}`;
  console.log(`${name.padEnd(20)} ${median(mine).toFixed(2)}${against}`);
}
rmSync(folder, { recursive: true });
