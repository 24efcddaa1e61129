/** Mean log loss with an L2 penalty on all but the intercepts: what logistic regression minimises. */
import type { Matrix } from "../../model.ts";
import { columnDot, columnSquareDot, type Design, designOf, multiply } from "./design.ts";
import type { Convex } from "./newton-cg.ts";

export interface LogisticProblem {
  matrix: Matrix;
  values: Int32Array;
  /** 1: one sigmoid for class 1; otherwise one softmax output per class. */
  outputs: number;
  weights: Float64Array | undefined;
  /** Strength of the penalty, per row; 0 for none. */
  l2: number;
  poll(): void;
}

export const totalWeight = ({ rows }: Matrix, weights: Float64Array | undefined): number =>
  weights === undefined ? rows : weights.reduce((sum, weight) => sum + weight, 0);

/** log(1 + exp(x)) without overflow. */
const softplus = (x: number): number => (x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x)));

/** Unknowns: per output its coefficients, then its intercept. */
export class LogisticLoss implements Convex {
  readonly size: number;
  readonly #design: Design;
  readonly #values: Int32Array;
  readonly #outputs: number;
  /** Row weights that sum to 1. */
  readonly #shares: Float64Array;
  readonly #penalty: number;
  readonly #poll: () => void;
  #point: Float64Array;
  /** Per output and row: raw score, then probability. */
  readonly #probabilities: Float64Array[];
  readonly #work: Float64Array[];

  constructor(problem: LogisticProblem) {
    const { matrix, values, outputs, weights, l2 } = problem;
    this.#design = designOf(matrix);
    this.#values = values;
    this.#outputs = outputs;
    this.size = outputs * (matrix.columns.length + 1);
    const total = totalWeight(matrix, weights);
    this.#shares = Float64Array.from({ length: matrix.rows }, (_, row) => (weights?.[row] ?? 1) / total);
    this.#penalty = l2 / total;
    this.#poll = problem.poll;
    this.#point = new Float64Array(this.size);
    const perOutput = () => Array.from({ length: outputs }, () => new Float64Array(matrix.rows));
    this.#probabilities = perOutput();
    this.#work = perOutput();
  }

  get #stride(): number {
    return this.#design.columns.length + 1;
  }

  value(point: Float64Array): number {
    this.#poll();
    this.#point = point;
    this.#multiply(point, this.#probabilities);
    const loss = this.#outputs === 1 ? this.#sigmoid() : this.#softmax();
    let squares = 0;
    this.#eachCoefficient((at) => {
      squares += point[at]! * point[at]!;
    });
    return loss + (this.#penalty * squares) / 2;
  }

  gradient(into: Float64Array): void {
    for (let k = 0; k < this.#outputs; k++) {
      const probability = this.#probabilities[k]!;
      const slope = this.#work[k]!;
      const wanted = this.#outputs === 1 ? 1 : k;
      for (let row = 0; row < slope.length; row++)
        slope[row] = (probability[row]! - (this.#values[row] === wanted ? 1 : 0)) * this.#shares[row]!;
    }
    this.#collect(this.#point, into);
  }

  curvature(direction: Float64Array, into: Float64Array): void {
    this.#poll();
    this.#multiply(direction, this.#work);
    const rows = this.#shares.length;
    if (this.#outputs === 1) {
      const [bend, p] = [this.#work[0]!, this.#probabilities[0]!];
      for (let row = 0; row < rows; row++) bend[row] = bend[row]! * p[row]! * (1 - p[row]!) * this.#shares[row]!;
    } else {
      for (let row = 0; row < rows; row++) {
        let mean = 0;
        for (let k = 0; k < this.#outputs; k++) mean += this.#probabilities[k]![row]! * this.#work[k]![row]!;
        for (let k = 0; k < this.#outputs; k++) {
          const bend = this.#work[k]!;
          bend[row] = (bend[row]! - mean) * this.#probabilities[k]![row]! * this.#shares[row]!;
        }
      }
    }
    this.#collect(direction, into);
  }

  diagonal(into: Float64Array): void {
    const stride = this.#stride;
    for (let k = 0; k < this.#outputs; k++) {
      const bend = this.#work[k]!.map((_, row) => {
        const p = this.#probabilities[k]![row]!;
        return p * (1 - p) * this.#shares[row]!;
      });
      this.#design.columns.forEach((column, j) => {
        into[k * stride + j] = columnSquareDot(column, bend) + this.#penalty;
      });
      into[k * stride + stride - 1] = Math.max(
        1e-12,
        bend.reduce((sum, x) => sum + x, 0),
      );
    }
  }

  #sigmoid(): number {
    const score = this.#probabilities[0]!;
    let loss = 0;
    for (let row = 0; row < score.length; row++) {
      const x = score[row]!;
      loss += this.#shares[row]! * softplus(this.#values[row] === 1 ? -x : x);
      score[row] = 1 / (1 + Math.exp(-x));
    }
    return loss;
  }

  #softmax(): number {
    const scores = this.#probabilities;
    let loss = 0;
    for (let row = 0; row < this.#shares.length; row++) {
      let top = Number.NEGATIVE_INFINITY;
      for (let k = 0; k < scores.length; k++) top = Math.max(top, scores[k]![row]!);
      const own = scores[this.#values[row]!]![row]! - top;
      let total = 0;
      for (let k = 0; k < scores.length; k++) total += scores[k]![row] = Math.exp(scores[k]![row]! - top);
      for (let k = 0; k < scores.length; k++) scores[k]![row] = scores[k]![row]! / total;
      loss += this.#shares[row]! * (Math.log(total) - own);
    }
    return loss;
  }

  #multiply(point: Float64Array, into: Float64Array[]): void {
    const stride = this.#stride;
    for (let k = 0; k < this.#outputs; k++)
      multiply(this.#design, point, k * stride, point[k * stride + stride - 1]!, into[k]!);
  }

  /** into = designᵀ × work, plus the penalty's share of `point`. */
  #collect(point: Float64Array, into: Float64Array): void {
    const stride = this.#stride;
    for (let k = 0; k < this.#outputs; k++) {
      const work = this.#work[k]!;
      this.#design.columns.forEach((column, j) => {
        into[k * stride + j] = columnDot(column, work) + this.#penalty * point[k * stride + j]!;
      });
      into[k * stride + stride - 1] = work.reduce((sum, x) => sum + x, 0);
    }
  }

  #eachCoefficient(visit: (at: number) => void): void {
    const stride = this.#stride;
    for (let k = 0; k < this.#outputs; k++) for (let j = 0; j < stride - 1; j++) visit(k * stride + j);
  }
}
