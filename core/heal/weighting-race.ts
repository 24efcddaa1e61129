/**
 * Which rows of history should count more is a property of the stream, and the newest slice alone is a bad judge of it:
 * what fits there need not fit later. So each refit test tries one weighting beside the refit on everything, and one
 * takes its place only where the tests together are clear, whenever they are looked at.
 */
import { mean } from "simple-statistics";
import { statistics } from "../observe/index.ts";
import { rowLoss, WEIGHTINGS, type Weighting } from "../train/index.ts";
import type { Contest } from "./gate.ts";
import { batchMeans } from "./paired-test.ts";

/** What a weighting gained on the slice of one test, beside the same recipe without weights. */
export interface WeightingResult {
  weighting: Weighting;
  /** Shares of the plain recipe's mean loss, per batch of neighbouring rows in time order. */
  gains: number[];
}

/** One refit test, as far as this race goes. */
export interface WeightingTest {
  weightings: readonly WeightingResult[];
}

/** Chance that any weighting is ever taken to gain where it does not. */
const ALPHA = 0.05;
/** A batch counts at most so much: a single catastrophe must not rule the rest. */
const LARGEST = 0.3;
/** What one test leaves open; the mean of n tests leaves so much ÷ √n. */
const OPEN = 0.15;
/** What is behind is tried at every so manieth test. */
const REST = 3;
/** Of each kind one is tried: regimes that recur, and a half-life. */
const KINDS: readonly (readonly Weighting[])[] = [
  WEIGHTINGS.filter((weighting) => weighting === "regime"),
  WEIGHTINGS.filter((weighting) => weighting !== "regime"),
];

/** @param plain and `weighted` have the same rows */
export function weightingGains(plain: Contest, weighted: Contest): number[] {
  const [before, after] = [plain, weighted].map(({ challenger, truth, task }) => rowLoss(challenger, truth, task));
  const scale = mean(Array.from(before!));
  if (scale <= 0) return [];
  const gains = batchMeans(before!.map((loss, row) => (loss - after![row]!) / scale));
  return gains.map((gain) => Number(Math.max(-LARGEST, Math.min(LARGEST, gain)).toPrecision(4)));
}

/** All gains of a weighting, newest test first. */
const gainsOf = (tests: readonly WeightingTest[], weighting: Weighting): Float64Array =>
  Float64Array.from(
    tests.flatMap(({ weightings }) => weightings.flatMap((each) => (each.weighting === weighting ? each.gains : []))),
  );

/** The weighting that gains beyond doubt, the most where several do; null where none does, so that all rows count alike. */
export function leadingWeighting(tests: readonly WeightingTest[]): Weighting | null {
  let best: { weighting: Weighting; mean: number } | null = null;
  for (const weighting of WEIGHTINGS) {
    const gains = gainsOf(tests, weighting);
    if (gains.length < statistics.FEWEST_VALUES) continue;
    const { mean, low } = statistics.meanSequence(gains, ALPHA / WEIGHTINGS.length);
    if (low > 0 && (best === null || mean > best.mean)) best = { weighting, mean };
  }
  return best?.weighting ?? null;
}

/** What a weighting may gain yet: the mean of its tests, and the more the fewer there were. */
function hope(tests: readonly WeightingTest[], weighting: Weighting): number {
  const means = tests
    .flatMap(({ weightings }) => weightings.filter((each) => each.weighting === weighting && each.gains.length > 0))
    .map(({ gains }) => mean(gains));
  return means.length === 0 ? Number.POSITIVE_INFINITY : mean(means) + OPEN / Math.sqrt(means.length);
}

/**
 * What the next test tries: of each kind the one with the most hope, unless it has none; then it waits for every so
 * manieth test. The leading one always, so that its evidence goes on.
 * @param tests newest first
 */
export function weightingsToTry(tests: readonly WeightingTest[]): Weighting[] {
  const leading = leadingWeighting(tests);
  const tried = KINDS.map((kind) => {
    const hopes = kind.map((weighting) => ({ weighting, hope: hope(tests, weighting) }));
    return hopes.reduce((best, each) => (each.hope > best.hope ? each : best));
  })
    .filter(({ hope }) => hope >= 0 || tests.length % REST === 0)
    .map(({ weighting }) => weighting);
  return leading === null || tried.includes(leading) ? tried : [leading, ...tried];
}

/**
 * What challenges: the leading weighting, else all rows alike; but another one where it beats that by far and beyond
 * doubt on the slice, as a world that is back or gone makes it.
 * @param beats whether the first has by far the smaller loss on the slice; null for all rows alike
 */
export function challengingWeighting(
  leading: Weighting | null,
  tried: readonly Weighting[],
  beats: (one: Weighting | null, other: Weighting | null) => boolean,
): Weighting | null {
  if (leading !== null) return beats(null, leading) ? null : leading;
  return tried.find((weighting) => beats(weighting, null)) ?? null;
}
