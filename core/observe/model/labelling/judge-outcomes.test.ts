import { describe, expect, test } from "vitest";
import type { ModelSchema } from "../../../contract/index.ts";
import { createRng, deriveSeed, type Rng } from "../../../shared/index.ts";
import { evaluate, fitEstimator, type Scores, takeScores } from "../../../train/index.ts";
import { numbers, tableOf } from "../../testing.ts";
import { knownOutcomes } from "../outcomes.ts";
import { performanceFacts } from "../performance.ts";
import type { ModelWindow } from "../window.ts";
import type { AnsweredRows } from "./judge-outcomes.ts";
import { settlingTime } from "./settling-time.ts";

const HOUR = 3_600_000;
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const schema: ModelSchema = {
  ...{ task: "binary", target: "y", classes: ["no", "yes"], positive: "yes", time: [], features: [] },
};

interface Reported {
  /** Hours from answer to outcome; infinite where none ever comes. */
  delay: (sick: boolean, score: number, rng: Rng) => number;
}

/** One answer a minute; the newest is now. */
function stream(rows: number, seed: number, { delay }: Reported) {
  const rng = createRng(deriveSeed(seed, "stream"));
  const p = Float64Array.from({ length: rows }, () => sigmoid(1.8 * rng.normal()));
  const truth = p.map((chance) => (rng.next() < chance ? 1 : 0));
  const scores: Scores = {
    outputs: 2,
    values: Float64Array.from({ length: 2 * rows }, (_, i) => (i % 2 ? p[i >> 1]! : 1 - p[i >> 1]!)),
  };
  const ages = Float64Array.from({ length: rows }, (_, row) => (rows - row) * 60_000);
  const delays = Float64Array.from({ length: rows }, (_, row) => {
    const came = HOUR * delay(truth[row] === 1, p[row]!, rng);
    return came <= ages[row]! ? came : Number.NaN;
  });
  return { scores, truth, ages, delays };
}

const before = stream(1500, 500, { delay: () => 0 });
const unseen = { table: tableOf(numbers("none", new Float64Array(1500))), scores: before.scores, truth: before.truth };
const estimator = fitEstimator(unseen, schema, 1);
const promised = evaluate(unseen.scores, unseen.truth, "binary", { intervals: true });

function facts(seed: number, reported: Reported) {
  const all = stream(3000, seed, reported);
  const before = stream(1200, seed + 500, { delay: () => 0 });
  const unseen = {
    table: tableOf(numbers("none", new Float64Array(1200))),
    scores: before.scores,
    truth: before.truth,
  };
  const known = Int32Array.from(all.truth.keys()).filter((row) => !Number.isNaN(all.delays[row]!));
  const taken = (values: Float64Array) => Float64Array.from(known, (row) => values[row]!);
  const answered: AnsweredRows = {
    ...all,
    truth: all.truth.map((label, row) => (Number.isNaN(all.delays[row]!) ? Number.NaN : label)),
  };
  const window: ModelWindow = {
    ...{ model: "m", version: "v0001", at: "2026-01-01T00:00:00.000Z", schema, importance: [] },
    reference: {
      ...{ table: null, statistics: {}, metric: "accuracy", rows: 1500, ...promised },
      ...{ unseen, estimator },
    },
    ...{ current: tableOf(), predictions: { outputs: 2, values: new Float64Array(0) }, truth: new Float64Array(0) },
    labelled: {
      ...{ scores: takeScores(all.scores, known), truth: taken(all.truth) },
      ...{ delays: taken(all.delays), ages: taken(all.ages) },
    },
    answered,
    ...{ rejected: 0, outliers: 0, newLabelled: 0, hoursSinceOutcome: 0 },
  };
  const real = evaluate(all.scores, all.truth, "binary").metrics.accuracy!;
  const naive = evaluate(window.labelled!.scores, window.labelled!.truth, "binary").metrics.accuracy!;
  return { found: performanceFacts(window, knownOutcomes(window), 1), real, naive };
}

const ofAll = (chance: (sick: boolean, score: number) => number): Reported => ({
  delay: (sick, score, rng) => (rng.next() < chance(sick, score) ? 0 : Number.POSITIVE_INFINITY),
});

describe("outcomes that come late, or for some rows only", () => {
  const exponential = (mean: number, rng: Rng) => -mean * Math.log(1 - rng.next());
  test.each<[string, Reported, string[]]>([
    ["all there", { delay: () => 0.5 }, ["complete"]],
    ["late, all alike", { delay: (_, __, rng) => exponential(10, rng) }, ["random"]],
    [
      "the sick are reported sooner",
      { delay: (sick, _, rng) => exponential(sick ? 1 : 12, rng) },
      ["settled", "random"],
    ],
    ["a third, by chance", ofAll(() => 0.33), ["random"]],
    ["the more, the surer the answer", ofAll((_, score) => Math.abs(score - 0.5) * 1.6 + 0.1), ["weighted"]],
    ["the more, the higher the answer", ofAll((_, score) => 0.1 + 0.8 * score), ["weighted"]],
    ["the sick alone", ofAll((sick) => (sick ? 1 : 0)), ["unknown"]],
    ["the sick three times as often", ofAll((sick) => (sick ? 0.9 : 0.3)), ["unknown"]],
    ["the sick within hours, the others never", { delay: (sick) => (sick ? 3 : 1e9) }, ["unknown"]],
  ])("%s", (_, reported, kinds) => {
    const WORLDS = 6;
    let held = 0;
    for (let seed = 0; seed < WORLDS; seed++) {
      const { found, real } = facts(seed, reported);
      expect(kinds).toContain(found.coverage!.kind);
      if (found.current_interval === null) {
        expect(found.coverage!.kind).toBe("unknown");
        held++;
      } else if (found.current_interval[0] <= real && found.current_interval[1] >= real) held++;
    }
    expect(held).toBeGreaterThanOrEqual(WORLDS - 2);
  });
  test("what is corrected for would have misled", () => {
    const { found, real, naive } = facts(
      1,
      ofAll((_, score) => (score > 0.2 && score < 0.8 ? 0.15 : 0.9)),
    );
    expect(naive - real).toBeGreaterThan(0.05);
    expect(Math.abs(found.current! - real)).toBeLessThan((naive - real) / 2);
  });
});

describe("settling time", () => {
  test("rows too young to know do not make outcomes look quick", () => {
    const rng = createRng(3);
    const ages = Float64Array.from({ length: 5000 }, () => rng.next() * 20);
    const delays = ages.map((age) => {
      const delay = 10 * rng.next();
      return delay <= age ? delay : Number.NaN;
    });
    expect(settlingTime(delays, ages)).toBeCloseTo(9.5, 0);
    expect(settlingTime(new Float64Array(3).fill(Number.NaN), ages.slice(0, 3))).toBeNull();
  });
});
