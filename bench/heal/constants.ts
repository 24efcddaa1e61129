/** The constants of the rule, chosen on some streams and applied to another: do they hold where they were not chosen? */
import { Policy } from "../../core/contract/index.ts";
import { play } from "./playground.ts";
import { blockMeans, playedHindsight, type Scored, shareOf } from "./score.ts";

export type Constants = Pick<
  Policy,
  "refit_alone_t" | "refit_history_t" | "refit_expected" | "refit_rest" | "refit_growth" | "refit_gain"
>;

/** What the appliance is shipped with comes first. */
const VALUES = {
  refit_alone_t: [3, 2],
  refit_history_t: [1.3, 1, 1.6],
  refit_expected: [0.08, 0.1, 0.13],
  refit_rest: [0.065, 0.09],
  refit_growth: [0.2, 0.15],
  refit_gain: [0.01, 0.03],
} satisfies Record<keyof Constants, number[]>;

/** Every combination. */
export function grid(): Constants[] {
  let found: Partial<Constants>[] = [{}];
  for (const [name, values] of Object.entries(VALUES))
    found = values.flatMap((value) => found.map((each) => ({ ...each, [name]: value })));
  return found.map((each) => ({ ...(each as Constants) }));
}

export interface Outcome {
  /** Part of the gap in the metric, or in the loss where the metric has none. */
  share: number | null;
  promotions: number;
  tests: number;
  wrong: number;
  judged: number;
}

/** A share beyond this is counted as this: one stream must not rule the choice. */
const LARGEST_SHARE = 1.1;
/** Parts of the blocks that promotions and trainings may take, and what more of them costs in shares. */
const LIMITS = { promotions: 0.25, tests: 0.55, cost: 0.5 };
/** What each wrong promotion among all costs. */
const WRONG = 0.3;

export function outcomeOf(stream: Scored, constants: Partial<Constants>, delay = 1): Outcome {
  const { matrix, contests } = stream;
  const policy = Policy.parse({ mode: "automatic", ...constants });
  const played = play(matrix, contests, { policy, delay });
  const means = blockMeans(matrix, contests, played.served);
  const { wrong, judged } = playedHindsight(stream, played);
  const share = shareOf(stream, means, "metric") ?? shareOf(stream, means, "loss");
  return { share, promotions: played.promotions.length, tests: played.tests, wrong, judged };
}

/** What an outcome is worth to the choice. */
export function worthOf({ share, promotions, tests, wrong, judged }: Outcome, blocks: number): number {
  const over = (count: number, limit: number) => LIMITS.cost * Math.max(0, count / blocks - limit);
  const won = Math.min(LARGEST_SHARE, Math.max(-1, share ?? 1));
  const cost =
    over(promotions, LIMITS.promotions) + over(tests, LIMITS.tests) + (judged > 0 ? (WRONG * wrong) / judged : 0);
  return won - cost;
}

/** The constants that are best for these streams together. */
export function choose(streams: readonly Scored[], candidates: readonly Constants[]): Constants {
  const worth = (constants: Constants) =>
    streams.reduce((sum, stream) => sum + worthOf(outcomeOf(stream, constants), stream.matrix.blocks), 0);
  return candidates
    .map((constants) => ({ constants, worth: worth(constants) }))
    .reduce((best, each) => (each.worth > best.worth ? each : best)).constants;
}

export interface LeftOut {
  name: string;
  constants: Constants;
  chosen: Outcome;
  shipped: Outcome;
}

/** Each stream under constants that the others chose, beside those that are shipped. */
export function leaveOneOut(streams: readonly Scored[]): LeftOut[] {
  const candidates = grid();
  return streams.map((left) => {
    const constants = choose(
      streams.filter((stream) => stream !== left),
      candidates,
    );
    return { name: left.matrix.name, constants, chosen: outcomeOf(left, constants), shipped: outcomeOf(left, {}) };
  });
}
