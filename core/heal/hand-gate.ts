/**
 * The gate for a version that a person wants live. It is judged on the champion's newest labelled rows where there
 * are enough that neither version learnt from; else on a holdout of the candidate's own training set, and then both
 * recipes are fitted again without those rows, so that neither has seen them.
 */
import { setImmediate as nextTurn } from "node:timers/promises";
import { type GateVerdict, type ModelSchema, say, type Task } from "../contract/index.ts";
import { cellText, columnNamed, encodeTarget, splitHoldout, type Table, takeColumns, takeRows } from "../data/index.ts";
import type { LoadedVersion } from "../registry/index.ts";
import type { FittedModel, HeldOut } from "../train/index.ts";
import { artifactChecks } from "./artifact-checks.ts";
import { contest } from "./contest.ts";
import { courseOf, fitOptions, type HealContext, trainerOf } from "./context.ts";
import { fitCost, scoreCost } from "./fit-recipe.ts";
import { BETTER, type Check, type Contest, type Judgement, judge, plausible, verdict } from "./gate.ts";
import { learnedThrough, learningRows, productionSlice, trainingSet } from "./learning-rows.ts";
import { oldRowsCheck } from "./old-rows.ts";
import { ownMetricCheck } from "./own-metric.ts";
import { differsByThreshold } from "./threshold.ts";

const HOLDOUT_SHARE = 0.2;

/** Rows that show whether a version answers plausibly. */
const PLAUSIBLE_ROWS = 5000;

/** Newest labelled rows that judge: more would take long and say the same. */
const MOST_JUDGES = 50_000;

/** So many rows, evenly spread over the table. */
function evenly(table: Table, most: number): Table {
  if (table.rows <= most) return table;
  return takeRows(
    table,
    Int32Array.from({ length: most }, (_, at) => Math.floor((at * table.rows) / most)),
  );
}

const judgedOn = (value: string): Check => ({ name: "judged on", ok: true, value, limit: null });

/** Newest labelled rows that neither version can have learnt from; null where they are too few. */
async function liveRows(
  context: HealContext,
  champion: LoadedVersion,
  candidate: LoadedVersion,
  needed: number,
): Promise<Table | null> {
  const { registry } = context;
  const rows = await learningRows(context, champion.model, champion.version, MOST_JUDGES);
  const learned = Math.max(
    learnedThrough(registry, champion.model, champion.version),
    learnedThrough(registry, candidate.model, candidate.version),
  );
  // A version trained from a file may hold rows that were served before it was made.
  const since = Math.max(...[champion, candidate].map(({ detail }) => fileTime(context, detail)));
  const first = rows.seqs.findIndex((seq, row) => seq > learned && rows.times[row]! >= since);
  if (first < 0 || rows.seqs.length - first < needed) return null;
  return productionSlice(rows, first, rows.seqs.length);
}

const fileTime = ({ registry }: HealContext, { model, version, created_at }: LoadedVersion["detail"]): number =>
  learnedThrough(registry, model, version) > 0 ? 0 : Date.parse(created_at);

/** Rows whose keys are made in one go: a few milliseconds, so that requests get their turn in between. */
const STRETCH = 2048;

/** A text per row that is the same where all the cells are. */
async function rowKeys(table: Table, names: readonly string[]): Promise<string[]> {
  const columns = takeColumns(table, names).columns;
  const keys: string[] = [];
  for (let row = 0; row < table.rows; row++) {
    keys.push(JSON.stringify(columns.map((column) => cellText(column, row))));
    if (row % STRETCH === STRETCH - 1) await nextTurn();
  }
  return keys;
}

/** The recipe fitted without the given rows, or the version as it is where it never saw one of them. */
async function without(context: HealContext, version: LoadedVersion, table: Table, held: Table): Promise<FittedModel> {
  const course = courseOf(context);
  course.stage("gathering");
  const { fitted, schema } = version;
  const names = [...schema.features.map(({ name }) => name), schema.target];
  const keys = new Set(await rowKeys(held, names));
  const kept = (await rowKeys(table, names)).flatMap((key, row) => (keys.has(key) ? [] : [row]));
  if (kept.length === table.rows) return fitted;
  return course.part("testing", fitCost(fitted, table.rows), (onProgress) =>
    trainerOf(context).refit(fitted, takeRows(table, kept), schema, { ...fitOptions(context), onProgress }),
  );
}

/** Both scored on the same rows, as a part of the whole. */
const compare = (context: HealContext, before: FittedModel, after: FittedModel, schema: ModelSchema, rows: Table) =>
  courseOf(context).part(
    "comparing versions",
    scoreCost(before, rows.rows) + scoreCost(after, rows.rows),
    (onProgress) => contest(before, after, schema, rows, { signal: context.signal, onProgress }),
  );

async function onHoldout(context: HealContext, champion: LoadedVersion, candidate: LoadedVersion): Promise<Contest> {
  const { schema, detail } = candidate;
  const table = await trainingSet(context, detail);
  const truth = encodeTarget(columnNamed(table, schema.target)!, schema);
  const { task, time } = schema;
  const { test } = splitHoldout(table, { target: truth, task, share: HOLDOUT_SHARE, time, seed: detail.lineage.seed });
  const held = takeRows(table, test);
  const taught = await trainingSet(context, champion.detail);
  const course = courseOf(context);
  const costs = [
    [champion.fitted, taught.rows],
    [candidate.fitted, table.rows],
  ] as const;
  for (const [fitted, rows] of costs) course.expect(fitCost(fitted, rows) + scoreCost(fitted, held.rows));
  const before = await without(context, champion, taught, held);
  const after = await without(context, candidate, table, held);
  return compare(context, before, after, schema, held);
}

/** Both versions say the same probabilities, so that no loss tells them apart: what is left to judge is what answers cost. */
const ofOneModel = ({ table, scores, truth }: HeldOut, task: Task): Contest => ({
  ...{ task, champion: scores, challenger: scores, truth, features: table },
});

/** A canary is there to find out: it need not be better, it must only not be clearly worse. */
const forTrial = ({ paired, checks }: Judgement, limit: number): Check[] => [
  { name: "not worse beyond noise", ok: paired.t >= -limit, value: Number(paired.t.toPrecision(6)), limit: -limit },
  ...checks.filter(({ name }) => name !== BETTER),
];

/**
 * Verdict on putting `version` in the place of the live one; without a live one it only has to be sound.
 * @param trial it is only to answer a share of the requests
 * @throws HomeostatError CANCELLED where the context's signal ends it
 */
export async function gateVersion(
  context: HealContext,
  model: string,
  version: string,
  trial = false,
): Promise<GateVerdict> {
  const { registry } = context;
  const policy = registry.policy(model);
  courseOf(context).stage("gathering");
  const candidate = registry.load(model, version);
  const live = registry.production(model);
  const rows = await trainingSet(context, candidate.detail);
  const { golden } = registry.report(model, version);
  if (live === null) {
    const own = await contest(candidate.fitted, candidate.fitted, candidate.schema, evenly(rows, PLAUSIBLE_ROWS));
    return verdict([
      judgedOn(say("ownTrainingRows")),
      plausible(own),
      ...artifactChecks(candidate, null, rows, golden),
    ]);
  }
  const champion = registry.load(model, live);
  const sameRows = registry.heldOut(model, version);
  if (sameRows && differsByThreshold(champion.fitted, candidate.fitted)) {
    const judged = ofOneModel(sameRows, candidate.schema.task);
    return verdict([
      judgedOn(say("thresholdAlone", { rows: judged.truth.length })),
      plausible(judged),
      ...ownMetricCheck(judged, champion, candidate, policy),
      ...artifactChecks(candidate, champion, rows, golden),
    ]);
  }
  const recent = await liveRows(context, champion, candidate, policy.min_labelled);
  const judged = recent
    ? await compare(context, champion.fitted, candidate.fitted, candidate.schema, recent)
    : await onHoldout(context, champion, candidate);
  const where = recent
    ? say("newestLabelled", { rows: recent.rows })
    : say("heldOutOfBoth", { rows: judged.truth.length });
  const judgement = judge(judged, policy.refit_t, policy);
  return verdict([
    judgedOn(where),
    ...(trial ? forTrial(judgement, policy.refit_t) : judgement.checks),
    ...ownMetricCheck(judged, champion, candidate, policy),
    ...(await oldRowsCheck(context, champion, candidate, policy.old_margin)),
    ...artifactChecks(candidate, champion, rows, golden),
  ]);
}
