/** One fit of ours in a process of its own: `node ours.ts TABLE LEARNER THREADS`; prints seconds, score and a digest. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { evaluate } from "../../core/train/index.ts";
import { type Labels, LEARNERS } from "../../core/train/learners/index.ts";
import type { Matrix } from "../../core/train/model.ts";
import { scoreMatrix } from "../../core/train/reference/index.ts";
import type { TableFile } from "./tables.ts";

const [path, name, threads] = process.argv.slice(2) as [string, keyof typeof LEARNERS, string];
const file = JSON.parse(readFileSync(`${path}.json`, "utf8")) as TableFile;
const numbers = new Float32Array(new Uint8Array(readFileSync(`${path}.cells`)).buffer);
const labels = new Float64Array(new Uint8Array(readFileSync(`${path}.labels`)).buffer);

const matrixOf = (from: number, to: number): Matrix => ({
  rows: to - from,
  columns: file.levels.map((levels, at) => ({
    name: `x${at}`,
    feature: `x${at}`,
    values: numbers.slice(at * file.rows + from, at * file.rows + to),
    ...(levels === null ? {} : { levels }),
  })),
});

const truth = labels.slice(0, file.train);
const target: Labels =
  file.task === "regression"
    ? { task: "regression", values: truth }
    : { task: "binary", classes: 2, values: Int32Array.from(truth) };
const learner = LEARNERS[name];
const matrix = matrixOf(0, file.train);
const cpu = process.cpuUsage();
const began = performance.now();
const predictor = learner.fit(matrix, target, learner.defaults, {
  seed: 1,
  threads: Number(threads),
  cancelled: () => false,
});
const seconds = (performance.now() - began) / 1000;
const used = process.cpuUsage(cpu);

const classes = file.task === "regression" ? [] : [...new Set(labels)];
const model = { predictor, task: file.task, target: { center: 0, scale: 1 }, classes };
const scores = scoreMatrix(model, matrixOf(file.train, file.rows));
const { metrics } = evaluate(scores, labels.slice(file.train), file.task);
const digest = createHash("sha256").update(
  JSON.stringify(predictor, (_, value) => (ArrayBuffer.isView(value) ? Object.values(value) : value)),
);
console.log(
  JSON.stringify({
    seconds,
    cpu: (used.user + used.system) / 1e6,
    score: file.task === "regression" ? metrics.r2 : metrics.roc_auc,
    digest: digest.digest("hex").slice(0, 12),
  }),
);
