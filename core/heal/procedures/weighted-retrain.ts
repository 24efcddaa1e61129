/**
 * Harmful drift, and no outcomes to judge by: the recipe is fitted again with weights that make the training rows look
 * like the live ones, and judged on a part of them that it has not seen, drawn to look so too. That holds as long as
 * only the inputs moved, which nobody can check without outcomes; so a person is asked, unless the policy allows it.
 */
import { type Incident, say } from "../../contract/index.ts";
import {
  type CellValue,
  columnNamed,
  compileValidator,
  encodeTarget,
  type Table,
  tableOf,
  takeRows,
} from "../../data/index.ts";
import type { LoadedVersion } from "../../registry/index.ts";
import { createRng, deriveSeed } from "../../shared/index.ts";
import { contest } from "../contest.ts";
import { courseOf, fitOptions, type HealContext, trainerOf } from "../context.ts";
import { exportChallenger, exportCost, fitCost } from "../fit-recipe.ts";
import { judge } from "../gate.ts";
import { drawByWeight, importanceWeights } from "../importance-weights.ts";
import type { Step } from "../incidents.ts";
import { learnedThrough, trainingSet } from "../learning-rows.ts";
import { ownMetricCheck } from "../own-metric.ts";
import { closed } from "../procedure.ts";
import { isQuarantined, quarantinesOf } from "../quarantine.ts";
import { registerChallenger } from "../register-challenger.ts";
import { withoutLimits } from "../without-limits.ts";

/** Newest rows that say how the world looks now. */
const LIVE_ROWS = 5000;
/** Share of the training rows that judge. */
const JUDGES = 0.3;
/** Fewer rows of now among those of then, as a share, and the two hardly overlap. */
const LEAST_OVERLAP = 0.05;

function liveRows(context: HealContext, { model, schema }: LoadedVersion): Table {
  const validate = compileValidator(withoutLimits(schema));
  const spells = quarantinesOf(context, model);
  const values = context.log
    .window(model, { limit: LIVE_ROWS })
    .filter(({ at }) => !isQuarantined(spells, at))
    .flatMap(({ input }): CellValue[][] => {
      const valid = validate(input);
      return valid.ok ? [valid.values] : [];
    });
  return tableOf(schema, values);
}

/** Rows with a known outcome, in two parts drawn by lot: those that teach, and those that judge. */
function parts({ schema }: LoadedVersion, table: Table, seed: number): { teach: Int32Array; judges: Int32Array } {
  const truth = encodeTarget(columnNamed(table, schema.target)!, schema);
  const known = Int32Array.from([...truth.keys()].filter((row) => !Number.isNaN(truth[row]!)));
  const drawn = createRng(seed).shuffle(known);
  const cut = Math.floor(JUDGES * drawn.length);
  return { teach: drawn.slice(cut).sort(), judges: drawn.slice(0, cut).sort() };
}

const taken = (values: Float64Array, rows: Int32Array): Float64Array => Float64Array.from(rows, (row) => values[row]!);

export async function weightedActing(context: HealContext, incident: Incident): Promise<Step> {
  const { registry } = context;
  const { model } = incident;
  const live = registry.production(model);
  if (live === null) return closed(say("nothingToCompare"));
  const champion = registry.load(model, live);
  const { schema, fitted } = champion;
  const policy = registry.policy(model);
  const trainer = trainerOf(context);
  const options = fitOptions(context);
  const changes = { champion: live };
  const course = courseOf(context);
  course.stage("gathering");
  const now = liveRows(context, champion);
  if (now.rows < policy.min_window) return closed(say("fewLiveRows", { rows: now.rows }));
  const table = await trainingSet(context, champion.detail);
  const { weights, effective } = await importanceWeights(trainer, schema, table, now, options.seed);
  const least = Math.max(policy.min_labelled, LEAST_OVERLAP * table.rows);
  if (effective < least) return closed(say("hardlyOverlap", { worth: Math.round(effective), rows: table.rows }));
  const { teach, judges } = parts(champion, table, deriveSeed(options.seed, "judges"));
  const slice = takeRows(table, drawByWeight(weights, judges, deriveSeed(options.seed, "slice")));
  if (slice.rows < policy.min_labelled) return closed(say("fewJudges", { rows: slice.rows }));
  const lesson = takeRows(table, teach);
  const fitAs = (purpose: "testing" | "weighing" | "fitting on all rows", rows: Table, weights?: Float64Array) =>
    course.part(purpose, fitCost(fitted, rows.rows), (onProgress) =>
      trainer.refit(fitted, rows, schema, { ...options, onProgress, ...(weights ? { weights } : {}) }),
    );
  course.expect(2 * fitCost(fitted, lesson.rows) + fitCost(fitted, table.rows) + exportCost(fitted, table.rows));
  const plain = await fitAs("testing", lesson);
  const weighted = await fitAs("weighing", lesson, taken(weights, teach));
  const compared = await contest(plain, weighted, schema, slice);
  const { checks: judgedChecks, paired } = judge(compared, policy.refit_t, policy);
  const checks = [...judgedChecks, ...ownMetricCheck(compared, champion, champion, policy)];
  const told = (result: string) =>
    say("fittedWithWeights", {
      ...{ worth: Math.round(effective), rows: table.rows, judged: slice.rows, t: paired.t.toFixed(2), result },
    });
  if (!checks.every(({ ok }) => ok))
    return { state: "gating", note: told(say("notClearly")), data: { checks }, changes };
  const started = performance.now();
  const whole = await fitAs("fitting on all rows", table, weights);
  const trained = performance.now();
  const exported = await exportChallenger(context, whole, schema, table);
  const challenger = await registerChallenger(
    context,
    incident,
    champion,
    {
      ...{ fitted: whole, ...exported, slice, contest: compared, table, schema },
      stored: { sha256: champion.detail.dataset_sha256, rows: champion.detail.lineage.rows },
      learnedThrough: learnedThrough(registry, model, live),
      seconds: { train: (trained - started) / 1000, export: (performance.now() - trained) / 1000 },
    },
    "drift",
  );
  return {
    state: "gating",
    note: `${told(say("betterNow", { challenger }))} ${say("holdsForInputs")}`,
    data: { checks },
    changes: { ...changes, challenger },
  };
}
