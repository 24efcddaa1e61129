/**
 * The refit test: would a new model be better? A challenger is fitted on everything but the newest labelled slice, and
 * compared with the live version there, row by row. If it is clearly better, the same recipe fitted on everything is
 * what goes live. Drift alone decides nothing: drift, performance and schedule only say when to ask.
 */
import type { Policy } from "../contract/index.ts";
import { sliceRows, type Table, takeRows, timeOrder } from "../data/index.ts";
import type { LoadedModel, LoadedVersion } from "../registry/index.ts";
import type { Weighting } from "../train/index.ts";
import { contest } from "./contest.ts";
import { courseOf, type HealContext } from "./context.ts";
import { exportCost, fitCost, fitRecipe } from "./fit-recipe.ts";
import { BEYOND_DOUBT, beatsByFar, type FreshStart, freshStart, lossOf, windowSizes } from "./fresh-start.ts";
import { gainHistory } from "./gain-history.ts";
import { type Contest, type Judgement, judge } from "./gate.ts";
import { judgeRefit } from "./judge-refit.ts";
import {
  historyUpTo,
  type LearningRows,
  learnedThrough,
  learningRows,
  productionSlice,
  rootOf,
  untouchedBy,
} from "./learning-rows.ts";
import { type Losses, meanLosses } from "./losses.ts";
import { ownMetricCheck } from "./own-metric.ts";
import { recall } from "./recall.ts";
import { leader, type RaceResult, type Recipe, type RecipeName, recipesOf } from "./recipes.ts";
import type { PastRefit } from "./refit-history.ts";
import {
  challengingWeighting,
  leadingWeighting,
  type WeightingResult,
  weightingGains,
  weightingsToTry,
} from "./weighting-race.ts";

export interface RefitTest extends Judgement {
  /** Labelled rows there were; the challenger saw all but the slice. */
  labelled: number;
  slice: number;
  recipe: Recipe;
  /** Losses of every recipe on the slice: evidence for the next test. */
  race: RaceResult;
  /** How much the rows of history count in what challenges; null where all count alike. */
  weighting: Weighting | null;
  weightings: WeightingResult[];
  contest: Contest;
  losses: Losses;
  /** Rows that the challenger learnt from and the live version did not. */
  stale: number;
  rows: LearningRows;
  /** Newest rows that it was fitted on, where the world has turned round; null where on everything. */
  newest: number | null;
  /** A part of history, or a version that learnt from one, is better than all of it by far. */
  turned: boolean;
  /** The earlier version that challenges instead of a refit, where its world has come back. */
  recalled: LoadedModel | null;
}

/** A slice is at most this share of all rows that could be learnt from: what judges cannot teach. */
const LARGEST_SLICE = 0.05;
/** The end of the first training set, on which recipes are compared before any test was made. */
const TAIL = 0.2;

/** Rows at the end that judge: new to the live version, newer than the last test, and at most three quarters of the former. */
export function sliceSize(untouched: number, sinceLastTest: number, all: number, policy: Policy): number {
  const wanted = Math.min(sinceLastTest, Math.floor(LARGEST_SLICE * all), Math.floor((3 * untouched) / 4));
  return Math.max(policy.min_labelled, wanted);
}

/** The loss that the version which a person trained had on its holdout; null where that is not recorded. */
function promisedLoss({ registry }: HealContext, { model, version, schema }: LoadedVersion): number | null {
  const { metrics } = rootOf(registry, model, version);
  return (schema.task === "regression" ? metrics.mse : metrics.log_loss) ?? null;
}

/** Tried only where the refit on everything is still far from what was promised. */
async function tryFreshStart(
  context: HealContext,
  champion: LoadedVersion,
  policy: Policy,
  { recipe, production, slice }: Judging,
  everything: Contest,
): Promise<FreshStart | null> {
  const promised = promisedLoss(context, champion);
  if (promised === null || lossOf(everything) <= (1 + policy.metric_drop) * promised) return null;
  const sizes = windowSizes(production.rows, policy.min_labelled);
  for (const rows of sizes) courseOf(context).expect(fitCost(recipe.fitted, rows));
  return freshStart(everything, sizes, async (rows) => {
    const table = sliceRows(production, production.rows - rows, production.rows);
    const refitted = await fitRecipe(context, "starting anew", recipe, table, champion.schema);
    return contest(champion.fitted, refitted, champion.schema, slice);
  });
}

/** Every recipe fitted on `table` and scored on `slice`, beside the champion. */
async function runRace(context: HealContext, champion: LoadedVersion, recipes: Recipe[], table: Table, slice: Table) {
  const contests = new Map<RecipeName, Contest>();
  const race: RaceResult = {};
  for (const recipe of recipes) {
    const challenger = await fitRecipe(context, "testing", recipe, table, champion.schema);
    const result = await contest(champion.fitted, challenger, champion.schema, slice);
    contests.set(recipe.name, result);
    race[recipe.name] = meanLosses(result).challenger;
  }
  return { contests, race };
}

interface Judging {
  recipe: Recipe;
  /** The contest of the recipe without weights, on the slice. */
  plain: Contest;
  /** All that is known but the slice; `production` its part that was served. */
  history: Table;
  production: Table;
  slice: Table;
}

/** What of history the recipe is to learn from, and how it did so on the slice. */
interface Lesson {
  weighting: Weighting | null;
  newest: number | null;
  contest: Contest;
  turned: boolean;
  weightings: WeightingResult[];
}

/** All of history, its rows weighted as earlier tests say; where a part of it is better by far, that part. */
async function chooseLesson(
  context: HealContext,
  champion: LoadedVersion,
  policy: Policy,
  earlier: readonly PastRefit[],
  judging: Judging,
): Promise<Lesson> {
  const { recipe, plain, history, slice } = judging;
  const contests = new Map<Weighting, Contest>();
  for (const weighting of weightingsToTry(earlier)) {
    const challenger = await fitRecipe(context, "weighing", recipe, history, champion.schema, weighting);
    contests.set(weighting, await contest(champion.fitted, challenger, champion.schema, slice));
  }
  const weightings = [...contests].map(([weighting, tried]) => ({ weighting, gains: weightingGains(plain, tried) }));
  const contestOf = (weighting: Weighting | null) => (weighting === null ? plain : contests.get(weighting)!);
  const leading = leadingWeighting(earlier);
  const weighting = challengingWeighting(leading, [...contests.keys()], (one, other) =>
    beatsByFar(contestOf(other), contestOf(one), BEYOND_DOUBT),
  );
  const turned = weighting !== null && weighting !== leading;
  const weighted: Lesson = { weighting, newest: null, contest: contestOf(weighting), turned, weightings };
  const fresh = await tryFreshStart(context, champion, policy, judging, turned ? plain : weighted.contest);
  if (fresh === null || (turned && lossOf(weighted.contest) <= lossOf(fresh.contest))) return weighted;
  return { weighting: null, newest: fresh.rows, contest: fresh.contest, turned: true, weightings };
}

/** The first evidence: recipes fitted on the beginning of the first training set, compared on its end. */
async function raceOnRoot(context: HealContext, champion: LoadedVersion, recipes: Recipe[], root: Table) {
  const { time } = champion.schema;
  const ordered = time.length > 0 ? takeRows(root, timeOrder(root, time).order) : root;
  const cut = Math.floor((1 - TAIL) * root.rows);
  const [before, after] = [sliceRows(ordered, 0, cut), sliceRows(ordered, cut, root.rows)];
  return (await runRace(context, champion, recipes, before, after)).race;
}

/** What is sure to come: the races, the weightings, and the last fit with its proof. */
function plannedCost(
  recipes: readonly Recipe[],
  rows: LearningRows,
  slice: number,
  earlier: readonly PastRefit[],
): number {
  const all = rows.root.rows + rows.production.rows;
  const own = recipes[0]!.fitted;
  const onRoot = earlier.length === 0 && recipes.length > 1 ? (1 - TAIL) * rows.root.rows : 0;
  const races = recipes.map(({ fitted }) => fitCost(fitted, onRoot) + fitCost(fitted, all - slice));
  const weighings = weightingsToTry(earlier).map((weighting) => fitCost(own, all - slice, weighting));
  return [...races, ...weighings].reduce((sum, cost) => sum + cost, fitCost(own, all) + exportCost(own, all));
}

/**
 * @param earlier refit tests of the model, newest first
 * @returns null where no row new to the live version is left to learn from, beside those that judge
 */
export async function refitTest(
  context: HealContext,
  champion: LoadedVersion,
  policy: Policy,
  earlier: readonly PastRefit[],
): Promise<RefitTest | null> {
  const { registry } = context;
  const { model, version } = champion;
  const course = courseOf(context);
  course.stage("gathering");
  const rows = await learningRows(context, model, version);
  const labelled = rows.production.rows;
  const untouched = untouchedBy(rows, learnedThrough(registry, model, version)).count;
  if (untouched <= policy.min_labelled) return null;
  const since = labelled - (earlier[0]?.labelledThen ?? 0);
  const size = sliceSize(untouched, since, rows.root.rows + labelled, policy);
  const slice = productionSlice(rows, labelled - size, labelled);

  const recipes = recipesOf(registry.load(model, rootOf(registry, model, version).version).fitted);
  const known = earlier.map(({ race }) => race);
  course.expect(plannedCost(recipes, rows, size, earlier));
  if (known.length === 0 && recipes.length > 1) known.push(await raceOnRoot(context, champion, recipes, rows.root));
  const name = recipes.length > 1 ? leader(known) : recipes[0]!.name;
  const history = historyUpTo(rows, labelled - size);
  const { contests, race } = await runRace(context, champion, recipes, history, slice);
  const recipe = recipes.find((each) => each.name === name)!;
  const production = productionSlice(rows, 0, labelled - size);
  const lesson = await chooseLesson(context, champion, policy, earlier, {
    ...{ recipe, plain: contests.get(name)!, history, production, slice },
  });
  course.stage("comparing versions");
  // What a part of history has to teach anew, a version that knew this world knows.
  const recalled = await recall(
    context,
    champion,
    lesson.contest,
    sliceRows(production, Math.max(0, production.rows - size), production.rows),
    slice,
    policy,
  );
  const judged = recalled?.contest ?? lesson.contest;
  const losses = meanLosses(judged);
  const judgement = judgeRefit(judge(judged, 0, policy), losses, gainHistory(earlier), policy);
  return {
    paired: judgement.paired,
    checks: [...judgement.checks, ...ownMetricCheck(judged, champion, champion, policy)],
    labelled,
    slice: size,
    recipe,
    race,
    ...lesson,
    contest: judged,
    losses,
    stale: untouched - size,
    rows,
    ...(recalled === null ? { recalled } : { recalled: recalled.version, weighting: null, newest: null, turned: true }),
  };
}
