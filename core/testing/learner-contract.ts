/**
 * What every learner promises, checked on small made-up tables. A learner's own test runs it:
 * `describeLearner(gradientBoosting)`.
 */
import { describe, expect, test } from "vitest";
import type { Task } from "../contract/index.ts";
import { createRng, deriveSeed } from "../shared/index.ts";
import type { FitContext, Labels, Learner, Parameters } from "../train/learners/learner.ts";
import type { Matrix, MatrixColumn, Predictor, Tree } from "../train/model.ts";

export interface Problem {
  matrix: Matrix;
  labels: Labels;
}

interface Exception {
  tasks: readonly Task[];
  reason: string;
}

/** What does not hold for a learner, with the reason: shown in the title of the skipped test. */
export interface Exceptions {
  weights?: Exception;
  columnOrder?: Exception;
}

const excepts = (exception: Exception | undefined, task: Task): boolean => exception?.tasks.includes(task) ?? false;

const titled = (title: string, exception: Exception | undefined, task: Task): string =>
  excepts(exception, task) ? `${title} (skipped: ${exception?.reason})` : title;

export const contextOf = (changes: Partial<FitContext> = {}): FitContext => ({
  seed: 7,
  threads: 1,
  cancelled: () => false,
  ...changes,
});

const column = (name: string, values: Float32Array, levels?: number): MatrixColumn => ({
  name,
  feature: name,
  values,
  ...(levels === undefined ? {} : { levels }),
});

/** Labels of a score per row: the number itself, or classes cut at its quantiles. */
function labelsOf(task: Task, score: Float64Array): Labels {
  if (task === "regression") return { task, values: score };
  const classes = task === "binary" ? 2 : 3;
  const sorted = Float64Array.from(score).sort();
  const cuts = Array.from({ length: classes - 1 }, (_, k) => sorted[Math.floor(((k + 1) * score.length) / classes)]!);
  return { task, classes, values: Int32Array.from(score, (value) => cuts.filter((cut) => value >= cut).length) };
}

/** Three numbers, of which two matter, plus a noisy target; native learners also get NaN and a category. */
export function learnable(learner: Pick<Learner, "input">, task: Task, rows = 300, seed = 1): Problem {
  const rng = createRng(deriveSeed(seed, `${task} ${rows}`));
  const normals = () => Float32Array.from({ length: rows }, () => rng.normal());
  const columns = [column("a", normals()), column("b", normals()), column("noise", normals())];
  const score = Float64Array.from({ length: rows }, (_, row) => {
    const [a, b] = [columns[0]!.values[row]!, columns[1]!.values[row]!];
    return 1.5 * a - b + 0.3 * rng.normal();
  });
  if (learner.input === "native") {
    for (let row = 0; row < rows; row += 9) columns[1]!.values[row] = Number.NaN;
    const codes = Float32Array.from({ length: rows }, () => rng.int(6));
    for (let row = 0; row < rows; row++) score[row]! += codes[row] === 2 || codes[row] === 5 ? 1 : 0;
    codes[3] = Number.NaN;
    columns.push(column("kind", codes, 6));
  }
  return { matrix: { rows, columns }, labels: labelsOf(task, score) };
}

function leafOf(tree: Tree, matrix: Matrix, row: number): number {
  let node = 0;
  for (let at = tree.feature[0]!; at >= 0; at = tree.feature[node]!) {
    const x = matrix.columns[at]!.values[row]!;
    const codes = tree.leftCodes?.[node] ?? null;
    const isLeft = Number.isNaN(x)
      ? tree.missingLeft[node] === 1
      : codes === null
        ? x <= tree.threshold[node]!
        : codes.includes(x);
    node = isLeft ? tree.left[node]! : tree.right[node]!;
  }
  return node;
}

function rawScores(predictor: Predictor, matrix: Matrix, row: number): number[] {
  if (predictor.kind === "constant") return predictor.outputs;
  if (predictor.kind === "linear")
    return predictor.weights.map((weights, k) =>
      matrix.columns.reduce((sum, { values }, j) => sum + weights[j]! * values[row]!, predictor.bias[k]!),
    );
  const { trees, base, aggregate } = predictor;
  const share = aggregate === "mean" ? 1 / trees.length : 1;
  const scores = base.slice();
  for (const tree of trees) {
    const leaf = leafOf(tree, matrix, row);
    for (let k = 0; k < tree.width; k++) scores[tree.output + k]! += share * tree.values[leaf * tree.width + k]!;
  }
  return scores;
}

/** The slow, obvious evaluation: a number, or a probability per class. */
export function evaluateRow(predictor: Predictor, matrix: Matrix, row: number): number[] {
  const raw = rawScores(predictor, matrix, row);
  if (predictor.link === "identity") return raw;
  if (predictor.link === "exponential") return raw.map(Math.exp);
  if (predictor.link === "sigmoid") {
    const p = 1 / (1 + Math.exp(-raw[0]!));
    return [1 - p, p];
  }
  const top = Math.max(...raw);
  const parts = raw.map((value) => Math.exp(value - top));
  const total = parts.reduce((sum, part) => sum + part, 0);
  return parts.map((part) => part / total);
}

export const evaluateAll = (predictor: Predictor, matrix: Matrix): number[][] =>
  Array.from({ length: matrix.rows }, (_, row) => evaluateRow(predictor, matrix, row));

/** Mean squared error, or the Brier score over all classes. */
export function lossOf(predictor: Predictor, { matrix, labels }: Problem): number {
  let loss = 0;
  evaluateAll(predictor, matrix).forEach((scores, row) => {
    const truth = labels.values[row]!;
    if (labels.task === "regression") loss += (scores[0]! - truth) ** 2;
    else for (const [k, score] of scores.entries()) loss += (score - (k === truth ? 1 : 0)) ** 2;
  });
  return loss / matrix.rows;
}

const takeRows = ({ matrix, labels }: Problem, rows: number[]): Problem => ({
  matrix: {
    rows: rows.length,
    columns: matrix.columns.map((one) => ({ ...one, values: Float32Array.from(rows, (row) => one.values[row]!) })),
  },
  labels:
    labels.task === "regression"
      ? { ...labels, values: Float64Array.from(rows, (row) => labels.values[row]!) }
      : { ...labels, values: Int32Array.from(rows, (row) => labels.values[row]!) },
});

function expectClose(actual: number[][], expected: number[][], tolerance: number): void {
  let worst = 0;
  actual.forEach((scores, row) => {
    scores.forEach((score, k) => {
      const wanted = expected[row]![k]!;
      worst = Math.max(worst, Math.abs(score - wanted) / Math.max(1, Math.abs(wanted)));
    });
  });
  expect(worst).toBeLessThanOrEqual(tolerance);
}

function expectUsable(predictor: Predictor, { matrix, labels }: Problem): void {
  for (const scores of evaluateAll(predictor, matrix)) {
    expect(scores).toHaveLength(labels.task === "regression" ? 1 : labels.classes);
    expect(scores.every(Number.isFinite)).toBe(true);
    if (labels.task === "regression") continue;
    expect(scores.reduce((sum, score) => sum + score, 0)).toBeCloseTo(1, 9);
    expect(Math.min(...scores)).toBeGreaterThanOrEqual(0);
  }
}

/** Tables at the edge of what a learner can meet. `NaN` stands for a missing cell: native learners only. */
function edgeProblems(learner: Learner, task: Task): [string, Problem][] {
  const one = (values: number[], labels: number[], levels?: number): Problem => {
    const classes = task === "multiclass" ? 3 : 2;
    return {
      matrix: { rows: values.length, columns: [column("x", Float32Array.from(values), levels)] },
      labels:
        task === "regression"
          ? { task, values: Float64Array.from(labels) }
          : { task, classes, values: Int32Array.from(labels) },
    };
  };
  const alternating = Array.from({ length: 60 }, (_, row) => row % 2);
  const rare = alternating.map((_, row) => (row === 5 ? 1 : 0));
  const rising = alternating.map((_, row) => row);
  const problems: [string, Problem][] = [
    ["one column", one(rising, alternating)],
    ["a constant column", one(new Array(60).fill(3), alternating)],
    ["two rows", one([1, 2], [0, 1])],
    ["two equal rows", one([1, 1], [0, 1])],
    ["a class with one row", one(rising, rare)],
    ["a target with one value", one(rising, new Array(60).fill(0))],
    [
      "huge values",
      one(
        rising.map((x) => (x % 2 === 0 ? 1e38 : -1e38) / (learner.input === "dense" ? 1e30 : 1)),
        alternating,
      ),
    ],
    ["two equal columns", duplicated(one(rising, alternating))],
    ["no columns", { ...one(rising, alternating), matrix: { rows: 60, columns: [] } }],
  ];
  if (learner.input === "native")
    problems.push(
      ["a column with no value", one(new Array(60).fill(Number.NaN), alternating)],
      [
        "one value and the rest missing",
        one(
          rising.map((x) => (x === 4 ? 1 : Number.NaN)),
          alternating,
        ),
      ],
      ["a category with no value", one(new Array(60).fill(Number.NaN), alternating, 4)],
      ["a category with one level", one(new Array(60).fill(0), alternating, 1)],
      ["a level per row", one(rising, alternating, 60)],
      [
        "infinite cells",
        one(
          rising.map((x) => (x % 2 === 0 ? Number.POSITIVE_INFINITY : -Number.MAX_VALUE)),
          alternating,
        ),
      ],
    );
  return problems;
}

function duplicated(problem: Problem): Problem {
  const [only] = problem.matrix.columns;
  return { ...problem, matrix: { ...problem.matrix, columns: [only!, { ...only!, name: "again", feature: "again" }] } };
}

/** Runs the whole suite over every task of the learner. */
export function describeLearner(learner: Learner, quick: Parameters = learner.defaults, exceptions: Exceptions = {}) {
  describe.each(learner.tasks)(`${learner.name} on %s`, (task) => {
    const learn = (problem: Problem, changes?: Partial<FitContext>) =>
      learner.fit(problem.matrix, problem.labels, quick, contextOf(changes));

    test("the same input and seed give the same predictor, whatever the threads", () => {
      const problem = learnable(learner, task);
      expect(learn(problem, { threads: 2 })).toEqual(learn(problem));
    });

    test("its input is not changed", () => {
      const problem = learnable(learner, task);
      const weights = Float64Array.from({ length: problem.matrix.rows }, (_, row) => 1 + (row % 3));
      const before = structuredClone({ problem, weights });
      learn(problem, { weights });
      expect({ problem, weights }).toEqual(before);
    });

    test.skipIf(learner.name === "baseline")("it beats the baseline on rows it has not seen", () => {
      const whole = learnable(learner, task, 600);
      const rows = Array.from({ length: 600 }, (_, row) => row);
      const [seen, unseen] = [takeRows(whole, rows.slice(0, 400)), takeRows(whole, rows.slice(400))];
      const { labels } = whole;
      const constant: Predictor =
        labels.task === "regression"
          ? { kind: "constant", outputs: [labels.values.reduce((sum, y) => sum + y, 0) / 600], link: "identity" }
          : { kind: "constant", outputs: new Array(labels.classes).fill(1 / labels.classes), link: "identity" };
      expect(lossOf(learn(seen), unseen)).toBeLessThan(0.8 * lossOf(constant, unseen));
    });

    test("what it gives is plain data: it survives a structured clone", () => {
      const predictor = learn(learnable(learner, task));
      expect(structuredClone(predictor)).toEqual(predictor);
    });

    test.each(edgeProblems(learner, task))("%s", (_, problem) => {
      expectUsable(learn(problem), problem);
    });

    test("a fit that is cancelled stops with CANCELLED", () => {
      expect(() => learn(learnable(learner, task), { cancelled: () => true })).toThrow(
        expect.objectContaining({ code: "CANCELLED" }),
      );
    });

    test("a fit cancelled half-way stops too, and looks often enough to notice", () => {
      let looks = 0;
      const problem = learnable(learner, task);
      learn(problem, { cancelled: () => ++looks < 0 });
      let left = Math.ceil(looks / 2);
      expect(() => learn(problem, { cancelled: () => --left <= 0 })).toThrow(
        expect.objectContaining({ code: "CANCELLED" }),
      );
    });

    test("progress rises to 1 where it is told", () => {
      const told: number[] = [];
      learn(learnable(learner, task), { onProgress: (done) => told.push(done) });
      expect(told).toEqual([...told].sort((a, b) => a - b));
      if (told.length > 0) expect(told.at(-1)).toBe(1);
    });

    test.skipIf(excepts(exceptions.columnOrder, task))(
      titled("the order of the columns does not matter", exceptions.columnOrder, task),
      () => {
        const problem = learnable(learner, task);
        const turned: Problem = {
          ...problem,
          matrix: { ...problem.matrix, columns: [...problem.matrix.columns].reverse() },
        };
        expectClose(evaluateAll(learn(turned), turned.matrix), evaluateAll(learn(problem), problem.matrix), 1e-6);
      },
    );

    test.skipIf(excepts(exceptions.weights, task))(
      titled("a whole weight is as good as repeated rows", exceptions.weights, task),
      () => {
        const problem = learnable(learner, task, 120);
        const weights = Float64Array.from({ length: 120 }, (_, row) => 1 + (row % 3));
        const repeated = takeRows(
          problem,
          Array.from(weights, (weight, row) => new Array<number>(weight).fill(row)).flat(),
        );
        const weighted = evaluateAll(learn(problem, { weights }), problem.matrix);
        expectClose(weighted, evaluateAll(learn(repeated), problem.matrix), 1e-5);
      },
    );

    test.skipIf(!("class_weight" in learner.defaults) || task === "regression")("class weights are row weights", () => {
      const problem = learnable(learner, task, 150);
      const { values } = problem.labels;
      const weigh = (class_weight: string | number, weightOf: (label: number) => number) => {
        const weights = Float64Array.from(values, weightOf);
        const plain = learn(problem, { weights });
        expect(learner.fit(problem.matrix, problem.labels, { ...quick, class_weight }, contextOf())).toEqual(plain);
      };
      const classes = task === "binary" ? 2 : 3;
      const shares = [0, 1, 2].map((label) => [...values].filter((one) => one === label).length / 150);
      weigh("balanced", (label) => 1 / (classes * shares[label]!));
      if (task === "binary") weigh(4, (label) => (label === 1 ? 4 : 1));
      expect(() => weigh("heavy", () => 1)).toThrow(/class_weight/);
    });

    test("every setting of its portfolio can be fitted", () => {
      const problem = learnable(learner, task, 100);
      const few = (parameters: Parameters) =>
        typeof parameters.trees === "number" ? { ...parameters, trees: 5 } : parameters;
      for (const parameters of learner.portfolio ?? [])
        expectUsable(learner.fit(problem.matrix, problem.labels, few(parameters), contextOf()), problem);
    });
  });
}
