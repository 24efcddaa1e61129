/**
 * The appliance's rule played on a matrix, in milliseconds: the same pure functions say when to ask, how many rows
 * judge, which recipe and weights challenge and whether it wins. What needs columns or other fits is left out: diagnoses from
 * drift, corrected odds, and a fresh start on the newest rows alone.
 */
import type { Diagnosis, PerformanceFacts, Policy } from "../../core/contract/index.ts";
import { type DecisionHistory, NO_HISTORY } from "../../core/decide/index.ts";
import { refitAdvice } from "../../core/decide/refit-schedule.ts";
import { facts } from "../../core/decide/testing.ts";
import { BEYOND_DOUBT } from "../../core/heal/fresh-start.ts";
import { gainHistory } from "../../core/heal/gain-history.ts";
import { judgeRefit } from "../../core/heal/judge-refit.ts";
import { logGain } from "../../core/heal/losses.ts";
import { leader, type RecipeName } from "../../core/heal/recipes.ts";
import type { PastRefit } from "../../core/heal/refit-history.ts";
import { sliceSize } from "../../core/heal/refit-test.ts";
import { challengingWeighting, leadingWeighting, weightingsToTry } from "../../core/heal/weighting-race.ts";
import { standardErrorsWorse } from "../../core/observe/significance.ts";
import type { Weighting } from "../../core/train/index.ts";
import { type Compared, type Contests, FIRST, type Model } from "./contests.ts";
import { knownBefore, knownRows, type Matrix } from "./matrix.ts";

export interface Promotion {
  /** At whose end it went live. */
  block: number;
  before: Model;
  after: Model;
}

export interface Play {
  /** For each block, the model that answered it. */
  served: Model[];
  promotions: Promotion[];
  rollbacks: number;
  /** Refit tests made. */
  tests: number;
}

export interface Setting {
  policy: Policy;
  /** Blocks after which outcomes are known. */
  delay: number;
}

type Test = Omit<PastRefit, "incident">;

interface State {
  live: Model;
  /** The first block that it answers. */
  since: number;
  /** What it replaced, on how many rows it was judged, and whether its outcomes are still to be looked at. */
  release: { from: Model; judgedOn: number; open: boolean } | null;
  archived: Model[];
  /** Newest first. */
  tests: Test[];
}

/** Newest outcomes that the metric is computed on, earlier versions that are asked again, tests that are remembered. */
const [LABELLED_ROWS, MOST_VERSIONS, REMEMBERED] = [1000, 8, 50];
/** A drop of the metric is a change of the world from here, in standard errors. */
const CERTAIN = 3.3;

/** Before any outcome of the live model is known. */
const UNKNOWN: PerformanceFacts = {
  ...{ metric: "rmse", reference: null, reference_interval: null, current: null, current_interval: null },
  ...{ labelled: 0, drop: null, coverage: null, all: {}, intervals: {} },
};

function promisedLoss({ task, promised: { metrics, intervals } }: Matrix): DecisionHistory["promisedLoss"] {
  const name = task === "regression" ? "mse" : "log_loss";
  const value = metrics[name] ?? null;
  return value === null ? null : { value, high: intervals[name]?.[1] ?? value };
}

function diagnosisOf(performance: PerformanceFacts, { metric_drop, min_labelled }: Policy): Diagnosis {
  if (performance.labelled < min_labelled || (performance.drop ?? 0) < metric_drop) return "none";
  return (standardErrorsWorse(performance) ?? 0) >= CERTAIN ? "concept_drift" : "none";
}

/** Plays the rule from the first block to the last. */
export function play(matrix: Matrix, contests: Contests, { policy, delay }: Setting): Play {
  const { blocks, block, initial } = matrix;
  const state: State = { live: FIRST, since: 0, release: null, archived: [], tests: [] };
  const played: Play = { served: [], promotions: [], rollbacks: 0, tests: 0 };

  /** Back, where the live model is worse beyond doubt than the one before it on what came since. */
  function lookBack(end: number): void {
    const { release, live } = state;
    const from = initial + state.since * block;
    if (!release?.open || end <= from) return;
    const { t } = contests.compare(release.from, live, from, end).judgement.paired;
    release.open = t < 0 && end - from < release.judgedOn;
    if (t >= -policy.refit_alone_t) return;
    state.archived = state.archived.filter((model) => model !== release.from);
    Object.assign(state, { live: release.from, release: null, since: played.served.length });
    played.rollbacks++;
  }

  function diagnosisNow(end: number): { performance: PerformanceFacts; diagnosis: Diagnosis } {
    const from = Math.max(initial + state.since * block, end - LABELLED_ROWS);
    const performance = from < end ? contests.performance(state.live, from, end) : UNKNOWN;
    return { performance, diagnosis: diagnosisOf(performance, policy) };
  }

  function isDue(end: number, diagnosis: Diagnosis, performance: PerformanceFacts): boolean {
    const { live, tests, release } = state;
    const trained = knownRows(matrix, live.halves);
    const history: DecisionHistory = {
      ...NO_HISTORY,
      labelled: end - initial,
      lastRefit: tests[0] ?? null,
      gainRate: gainHistory(tests)?.rate ?? null,
      release: release && { version: "live", at: state.since - 0.5, from: "before" },
      promisedLoss: promisedLoss(matrix),
    };
    const seen = facts({ model: { performance, new_labelled: end - trained, trained_rows: trained } });
    return end - trained > policy.min_labelled && refitAdvice(seen, diagnosis, history, policy).due;
  }

  /** The earlier version that was best before the slice, where it beats the refit on it by far. */
  function recalled(everything: Model, end: number, size: number): Model | null {
    const from = Math.max(initial, end - 2 * size);
    let best: Model | null = null;
    let least = from < end - size ? contests.score(state.live, from, end - size).loss : 0;
    for (const model of least > 0 ? state.archived.slice(-MOST_VERSIONS) : []) {
      const { loss } = contests.score(model, from, end - size);
      if (loss < least) [least, best] = [loss, model];
    }
    if (!best) return null;
    return contests.beatenByFar(everything, best, end - size, end, policy.refit_alone_t) ? best : null;
  }

  function testRefit(at: number, known: number, diagnosis: Diagnosis): void {
    const end = initial + known * block;
    const { live, tests } = state;
    const untouched = end - knownRows(matrix, live.halves);
    const size = sliceSize(untouched, end - initial - (tests[0]?.labelledThen ?? 0), end, policy);
    const halves = knownBefore(matrix, known, size);
    const against = (challenger: Model): Compared => contests.compare(live, challenger, end - size, end);
    const plain = (recipe: RecipeName): Model => ({ recipe, weighting: null, halves });
    const race = Object.fromEntries(matrix.recipes.map((recipe) => [recipe, against(plain(recipe)).losses.challenger]));
    const recipe = leader(tests.length > 0 ? tests.map((test) => test.race) : [matrix.race]);
    const tried = weightingsToTry(tests);
    const weightings = tried.map((weighting) => ({
      weighting,
      gains: contests.gains(plain(recipe), { ...plain(recipe), weighting }, end - size, end),
    }));
    const weighed = (weighting: Weighting | null): Model => ({ ...plain(recipe), weighting });
    const weighting = challengingWeighting(leadingWeighting(tests), tried, (one, other) =>
      contests.beatenByFar(weighed(other), weighed(one), end - size, end, BEYOND_DOUBT),
    );
    const everything = weighed(weighting);
    const earlier = recalled(everything, end, size);
    const { judgement, losses } = against(earlier ?? everything);
    const won = judgeRefit(judgement, losses, gainHistory(tests), policy).checks.every(({ ok }) => ok);
    played.tests++;
    state.tests.unshift({
      ...{
        at,
        labelledThen: end - initial,
        won,
        diagnosis,
        race,
        weightings,
        stale: untouched - size,
        gain: logGain(losses),
      },
      loss: won ? losses.challenger : losses.champion,
    });
    state.tests.length = Math.min(state.tests.length, REMEMBERED);
    // What would go live at the end of the stream answers nothing.
    if (!won || at === blocks - 1) return;
    const after = earlier ?? { ...everything, halves: 2 * known };
    state.archived = [...state.archived.filter((model) => model !== earlier), live];
    played.promotions.push({ block: at, before: live, after });
    Object.assign(state, { live: after, since: at + 1, release: { from: live, judgedOn: size, open: true } });
  }

  for (let at = 0; at < blocks; at++) {
    played.served.push(state.live);
    const known = at + 1 - delay;
    if (known < 1) continue;
    const end = initial + known * block;
    lookBack(end);
    const { performance, diagnosis } = diagnosisNow(end);
    if (isDue(end, diagnosis, performance)) testRefit(at, known, diagnosis);
  }
  return played;
}
