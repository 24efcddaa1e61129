/** What a play or a replay is worth: the part of a gap won back, and its promotions in hindsight. */
import { pairedTest } from "../../core/heal/paired-test.ts";
import { type Contests, contestsOf, FIRST, type Model } from "./contests.ts";
import type { Matrix } from "./matrix.ts";
import type { Play } from "./playground.ts";

/** A stream with the ends of its gap. */
export interface Scored {
  matrix: Matrix;
  contests: Contests;
  /** Mean over blocks of a model that is never refitted, and of one refitted before every block on all that is known. */
  never: BlockMeans;
  always: BlockMeans;
}
export interface BlockMeans {
  metric: number;
  loss: number;
}

/** Under this share of `never`, a gap is no gap. */
const LEAST_GAP = 0.01;

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

const rowsOf = ({ initial, block }: Matrix, from: number, to: number): [number, number] => [
  initial + from * block,
  initial + to * block,
];

/** @param served for each block, the model that answered it */
export function blockMeans(matrix: Matrix, contests: Contests, served: readonly Model[]): BlockMeans {
  const scores = served.map((model, at) => contests.score(model, ...rowsOf(matrix, at, at + 1)));
  return { metric: mean(scores.map(({ metric }) => metric)), loss: mean(scores.map(({ loss }) => loss)) };
}

/** Refitted before every block on all that is known, outcomes one block late. */
const everyBlock = ({ blocks }: Matrix): Model[] =>
  Array.from({ length: blocks }, (_, at) => ({ ...FIRST, halves: 2 * Math.max(0, at - 1) }));

export function scored(matrix: Matrix): Scored {
  const contests = contestsOf(matrix);
  const never = Array.from({ length: matrix.blocks }, () => FIRST);
  return {
    ...{ matrix, contests },
    never: blockMeans(matrix, contests, never),
    always: blockMeans(matrix, contests, everyBlock(matrix)),
  };
}

/** Part of the gap; null where there is none. */
export function shareOf({ never, always }: Scored, means: BlockMeans, of: keyof BlockMeans): number | null {
  const gap = always[of] - never[of];
  return Math.abs(gap) < LEAST_GAP * Math.abs(never[of]) ? null : (means[of] - never[of]) / gap;
}

export interface Hindsight {
  /** Promotions that answered at least one block. */
  judged: number;
  /** The replaced version would have answered those rows better. */
  wrong: number;
  /** Better beyond noise. */
  harmful: number;
}

/** One-sided 5 % of the paired test. */
const BEYOND_NOISE = 1.64;

/** @param pairs per promotion: losses of the version that was replaced and of its successor, on what the latter answered */
export function hindsightOf(pairs: readonly { before: Float64Array; after: Float64Array }[]): Hindsight {
  const gains = pairs.filter(({ after }) => after.length > 0).map(({ before, after }) => pairedTest(before, after));
  return {
    judged: gains.length,
    wrong: gains.filter(({ gain }) => gain < 0).length,
    harmful: gains.filter(({ t }) => t < -BEYOND_NOISE).length,
  };
}

/** Promotions of a play in hindsight. */
export function playedHindsight({ matrix, contests }: Scored, { promotions, served }: Play): Hindsight {
  return hindsightOf(
    promotions.map(({ block, before, after }) => {
      let to = block + 1;
      while (to < served.length && served[to] === after) to++;
      const rows = rowsOf(matrix, block + 1, to);
      return { before: contests.losses(before, ...rows), after: contests.losses(after, ...rows) };
    }),
  );
}
