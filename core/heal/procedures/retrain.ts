/** Retraining: a refit test, and where it is won the same recipe on everything, registered as a candidate. */
import type { Incident, Trigger } from "../../contract/index.ts";
import type { HealContext } from "../context.ts";
import type { Step } from "../incidents.ts";
import { learnedThrough, productionSlice } from "../learning-rows.ts";
import { logGain } from "../losses.ts";
import { closed, decisionOf, opening, type Procedure } from "../procedure.ts";
import { pastRefits, REMEMBERED } from "../refit-history.ts";
import { fitOnEverything, type RefitTest, refitTest } from "../refit-test.ts";
import { registerChallenger } from "../register-challenger.ts";
import { promoteChallenger } from "./promote-challenger.ts";
import { weightedActing } from "./weighted-retrain.ts";

/** Diagnoses under which a better challenger owes its gain to more rows and not to a change. */
const NO_CHANGE: readonly Incident["diagnosis"][] = ["none", "outliers", "blind", "host_pressure", "service_fault"];

/** @param turned the newest rows alone beat all of history: the world has changed, whatever else was seen */
function diagnosisAfter(before: Incident["diagnosis"], turned: boolean): Incident["diagnosis"] {
  if (!NO_CHANGE.includes(before) && before !== "more_data") return before;
  return turned ? "concept_drift" : "more_data";
}

function triggerOf(incident: Incident): Trigger {
  const decision = decisionOf(incident);
  return decision.kind === "retrain" ? decision.why : "retrain";
}

/** What won, and what it is now. */
function wonNote({ slice, recipe, paired: { t }, newest, recalled }: RefitTest, challenger: string): string {
  const how = `on the newest ${slice} rows with known outcomes (t = ${t.toFixed(2)})`;
  if (recalled)
    return `The world looks as it did when ${recalled.version} was made: that is clearly better ${how}, and comes back as ${challenger}.`;
  const on =
    newest === null
      ? "everything"
      : `the newest ${newest + slice} rows alone, since older ones teach a world that is gone`;
  return `Trained without them, a new version is clearly better ${how}, recipe ${recipe.name}; trained on ${on} it is ${challenger}.`;
}

async function testing(context: HealContext, incident: Incident): Promise<Step> {
  const { registry } = context;
  const { model, diagnosis } = incident;
  const live = registry.production(model);
  if (live === null) return closed("No version is live any more; there is nothing to compare with.");
  const champion = registry.load(model, live);
  const earlier = pastRefits(context, model, REMEMBERED, incident.id);
  const test = await refitTest(context, champion, registry.policy(model), earlier);
  if (test === null) return closed("Too few labelled rows are new to the live version to judge another one by.");
  const { labelled, slice, stale, losses, checks, recipe, race, newest, recalled } = test;
  const won = checks.every(({ ok }) => ok);
  const { t } = test.paired;
  const refit = {
    ...{ labelled, slice, stale, won, champion: live, t, diagnosis, recipe: recipe.name, race, newest },
    recalled: recalled?.version ?? null,
    log_gain: logGain(losses),
    loss: won ? losses.challenger : losses.champion,
  };
  const data = { refit, checks };
  if (!won)
    return {
      state: "gating",
      note: `A version trained without the newest ${slice} rows with known outcomes does not answer them clearly better (recipe ${recipe.name}, t = ${t.toFixed(2)}).`,
      data,
      changes: { champion: live },
    };
  const deployable = await fitOnEverything(context, champion, test);
  const challenger = await registerChallenger(
    context,
    incident,
    champion,
    {
      ...deployable,
      contest: test.contest,
      slice: productionSlice(test.rows, labelled - slice, labelled),
      learnedThrough: recalled ? learnedThrough(registry, model, recalled.version) : (test.rows.seqs.at(-1) ?? 0),
    },
    triggerOf(incident),
  );
  return {
    state: "gating",
    note: wonNote(test, challenger),
    data,
    changes: {
      champion: live,
      challenger,
      diagnosis: diagnosisAfter(
        diagnosis,
        (newest !== null || recalled !== null) && champion.detail.lineage.rows >= test.rows.root.rows,
      ),
    },
  };
}

/** Without outcomes no row could judge a refit. */
const isWeighted = (incident: Incident): boolean => {
  const decision = decisionOf(incident);
  return decision.kind === "retrain" && decision.weighted;
};

const plan = (incident: Incident): string =>
  isWeighted(incident)
    ? "The training rows are weighted to look like those that come now, and another version is trained on them."
    : "Another version is trained on everything but the newest rows with known outcomes, which then judge it.";

export const retrain: Procedure = {
  ...opening(plan),
  acting: (context, incident) => (isWeighted(incident) ? weightedActing : testing)(context, incident),
  ...promoteChallenger,
};
