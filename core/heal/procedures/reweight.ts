/** Prior shift: the live model with corrected prior odds, judged on the newer half of the rows it has not seen. */
import { type Incident, say } from "../../contract/index.ts";
import { columnNamed, encodeTarget, type Table } from "../../data/index.ts";
import { classShares, sharesChangedAt } from "../../observe/index.ts";
import type { LoadedVersion } from "../../registry/index.ts";
import { contest } from "../contest.ts";
import { courseOf, type HealContext } from "../context.ts";
import { exportChallenger } from "../fit-recipe.ts";
import { type Check, judge } from "../gate.ts";
import type { Step } from "../incidents.ts";
import { learnedThrough, learningRows, productionSlice, trainingSet, untouchedBy } from "../learning-rows.ts";
import { ownMetricCheck } from "../own-metric.ts";
import { closed, opening, type Procedure } from "../procedure.ts";
import { registerChallenger } from "../register-challenger.ts";
import { withPriors } from "../reweight-priors.ts";
import { promoteChallenger } from "./promote-challenger.ts";

const impossible: Check = { name: say("priorsCorrectable"), ok: false, value: "no", limit: "yes" };

const codesOf = ({ schema }: LoadedVersion, table: Table): Float64Array =>
  encodeTarget(columnNamed(table, schema.target)!, schema);

const sharesOf = (version: LoadedVersion, table: Table): number[] =>
  classShares(codesOf(version, table), version.schema.classes.length);

/** Class shares that a version answers for: those it was corrected for last, else those of its training set. */
function presentShares({ registry }: HealContext, version: LoadedVersion, trained: Table): number[] {
  const { priors } = registry.report(version.model, version.version);
  return Array.isArray(priors) ? (priors as number[]) : sharesOf(version, trained);
}

async function acting(context: HealContext, incident: Incident): Promise<Step> {
  const { registry } = context;
  const { model } = incident;
  const live = registry.production(model);
  if (live === null) return closed(say("nothingToCorrect"));
  const champion = registry.load(model, live);
  courseOf(context).stage("gathering");
  const policy = registry.policy(model);
  const rows = await learningRows(context, model, live);
  const untouched = untouchedBy(rows, learnedThrough(registry, model, live));
  const end = untouched.from + untouched.count;
  const tooFew = say("fewSinceShares", { needed: policy.min_labelled });
  if (untouched.count < policy.min_labelled) return closed(tooFew);
  const trained = await trainingSet(context, champion.detail);
  const before = presentShares(context, champion, trained);
  const codes = codesOf(champion, productionSlice(rows, untouched.from, end));
  const from = untouched.from + sharesChangedAt(codes, before);
  if (end - from < policy.min_labelled) return closed(tooFew);
  const half = from + Math.floor((end - from) / 2);
  const judged = withPriors(champion.fitted, before, sharesOf(champion, productionSlice(rows, from, half)));
  const changes = { champion: live };
  const note = say("priorsNeedTraining");
  if (!judged) return { state: "gating", note, data: { checks: [impossible] }, changes };
  const slice = productionSlice(rows, half, end);
  courseOf(context).stage("comparing versions");
  const compared = await contest(champion.fitted, judged, champion.schema, slice);
  const { checks: judgedChecks, paired } = judge(compared, policy.refit_t, policy);
  const checks = [...judgedChecks, ...ownMetricCheck(compared, champion, champion, policy)];
  const told = (result: string) => say("correctedForShares", { rows: slice.rows, t: paired.t.toFixed(2), result });
  if (!checks.every(({ ok }) => ok))
    return { state: "gating", note: told(say("notClearly")), data: { checks }, changes };
  const priors = sharesOf(champion, productionSlice(rows, from, end));
  const fitted = withPriors(champion.fitted, before, priors)!;
  const started = performance.now();
  const exported = await exportChallenger(context, fitted, champion.schema, trained);
  const challenger = await registerChallenger(
    context,
    incident,
    champion,
    {
      ...{ fitted, ...exported, slice, priors, contest: compared, table: trained, schema: champion.schema },
      stored: { sha256: champion.detail.dataset_sha256, rows: champion.detail.lineage.rows },
      learnedThrough: rows.seqs[end - 1]!,
      seconds: { train: 0, export: (performance.now() - started) / 1000 },
    },
    "drift",
  );
  return {
    state: "gating",
    note: told(say("betterNow", { challenger })),
    data: { checks },
    changes: { ...changes, challenger },
  };
}

export const reweight: Procedure = {
  ...opening(say("planReweight")),
  acting,
  ...promoteChallenger,
};
