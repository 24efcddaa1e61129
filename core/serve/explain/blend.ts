/**
 * Contributions to a blend's answer: the weighted average of its members'. Each member's raw scores are explained
 * exactly. Where its answer is no straight line of them (a probability, a count), their contributions count by the
 * answer's mean slope on the straight way from the base value to the row (Sundararajan et al. 2017, integrated
 * gradients), so that they still add up to the answer.
 */
import type { Blend } from "../../train/index.ts";

/** What a predictor's columns added to one raw output. */
export interface Parts {
  base: number;
  /** Per matrix column. */
  columns: Float64Array;
}

type Member = Blend["members"][number];

/** Even number of intervals of Simpson's rule. */
const INTERVALS = 256;

function softmax(odds: readonly number[]): number[] {
  const most = Math.max(...odds);
  const parts = odds.map((x) => Math.exp(x - most));
  const total = parts.reduce((sum, x) => sum + x, 0);
  return parts.map((x) => x / total);
}

/** Mean slope of class `code`'s probability by each log odd, from `base` to `row`. */
function softmaxSlopes(base: readonly number[], row: readonly number[], code: number): number[] {
  const slopes = base.map(() => 0);
  for (let at = 0; at <= INTERVALS; at++) {
    const weight = at === 0 || at === INTERVALS ? 1 : at % 2 === 1 ? 4 : 2;
    const p = softmax(base.map((from, j) => from + ((row[j]! - from) * at) / INTERVALS));
    p.forEach((share, j) => {
      slopes[j]! += (weight / (3 * INTERVALS)) * p[code]! * ((j === code ? 1 : 0) - share);
    });
  }
  return slopes;
}

const sumOf = ({ base, columns }: Parts): number => columns.reduce((sum, x) => sum + x, base);

const zero = (columns: number): Parts => ({ base: 0, columns: new Float64Array(columns) });

/** @param parts of each raw output @param code the class whose probability is explained */
function memberParts({ predictor, target }: Member, parts: readonly Parts[], code: number): Parts {
  const [first] = parts as [Parts, ...Parts[]];
  if (predictor.link === "identity") {
    const { base, columns } = parts[code] ?? first;
    return { base: target.center + target.scale * base, columns: columns.map((x) => target.scale * x) };
  }
  if (predictor.link === "exponential") {
    const [from, to] = [first.base, sumOf(first)];
    const slope = target.scale * (from === to ? Math.exp(to) : (Math.exp(to) - Math.exp(from)) / (to - from));
    return { base: target.center + target.scale * Math.exp(from), columns: first.columns.map((x) => slope * x) };
  }
  const outputs = predictor.link === "sigmoid" ? [zero(first.columns.length), first] : parts;
  const bases = outputs.map(({ base }) => base);
  const slopes = softmaxSlopes(bases, outputs.map(sumOf), code);
  return {
    base: softmax(bases)[code]!,
    columns: first.columns.map((_, column) =>
      outputs.reduce((sum, { columns }, j) => sum + slopes[j]! * columns[column]!, 0),
    ),
  };
}

/**
 * @param explained of each member, its raw outputs' parts
 * @param code the class whose probability is explained; 0 for numbers
 */
export function blendParts({ members }: Blend, explained: readonly (readonly Parts[])[], code: number): Parts {
  const all = zero(explained[0]![0]!.columns.length);
  members.forEach((member, at) => {
    const { base, columns } = memberParts(member, explained[at]!, code);
    all.base += member.weight * base;
    columns.forEach((x, column) => {
      all.columns[column]! += member.weight * x;
    });
  });
  return all;
}
