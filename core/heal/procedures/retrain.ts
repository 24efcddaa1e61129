/** Retraining: a refit test, and where it is won the same recipe on everything, registered as a candidate. */
import { type Incident, say, type Trigger } from "../../contract/index.ts";
import type { Weighting } from "../../train/index.ts";
import { compared } from "../compared.ts";
import { courseOf, type HealContext } from "../context.ts";
import { fitOnEverything } from "../deployable.ts";
import type { Step } from "../incidents.ts";
import { learnedThrough, productionSlice } from "../learning-rows.ts";
import { logGain } from "../losses.ts";
import { closed, decisionOf, opening, type Procedure } from "../procedure.ts";
import { pastRefits, REMEMBERED } from "../refit-history.ts";
import { type RefitTest, refitTest } from "../refit-test.ts";
import { registerChallenger } from "../register-challenger.ts";
import { promoteChallenger } from "./promote-challenger.ts";
import { weightedActing } from "./weighted-retrain.ts";

/** Diagnoses under which a better challenger owes its gain to more rows and not to a change. */
const NO_CHANGE: readonly Incident["diagnosis"][] = ["none", "outliers", "blind", "host_pressure", "service_fault"];

/** @param turned a part of history beats all of it by far: the world has changed, whatever else was seen */
function diagnosisAfter(before: Incident["diagnosis"], turned: boolean): Incident["diagnosis"] {
  if (!NO_CHANGE.includes(before) && before !== "more_data") return before;
  return turned ? "concept_drift" : "more_data";
}

function triggerOf(incident: Incident): Trigger {
  const decision = decisionOf(incident);
  return decision.kind === "retrain" ? decision.why : "retrain";
}

/** What it was trained on, where nothing was left out. */
function everything(weighting: Weighting | null): string {
  if (weighting === null) return say("everything");
  if (weighting === "regime") return say("weightedByLikeness");
  return say("weightedByAge", { share: weighting.replace("half-life ", "") });
}

/** What won, and what it is now. */
function wonNote({ slice, recipe, paired: { t }, newest, recalled, weighting }: RefitTest, challenger: string): string {
  const how = { rows: slice, t: t.toFixed(2), challenger };
  if (recalled) return say("comesBack", { ...how, recalled: recalled.version });
  const on = newest === null ? everything(weighting) : say("newestAlone", { rows: newest + slice });
  return say("clearlyBetter", { ...how, recipe: recipe.name, on });
}

async function testing(context: HealContext, incident: Incident): Promise<Step> {
  const { registry } = context;
  const { model, diagnosis } = incident;
  const live = registry.production(model);
  if (live === null) return closed(say("nothingToCompare"));
  const champion = registry.load(model, live);
  const earlier = pastRefits(context, model, REMEMBERED, incident.id);
  const test = await refitTest(context, champion, registry.policy(model), earlier);
  if (test === null) return closed(say("tooFewNew"));
  const { labelled, slice, stale, losses, checks, recipe, race, newest, recalled, weightings } = test;
  const won = checks.every(({ ok }) => ok);
  const { t } = test.paired;
  const refit = {
    ...{ labelled, slice, stale, won, champion: live, t, diagnosis, recipe: recipe.name, race, newest },
    ...{ weightings, weighting: test.weighting },
    recalled: recalled?.version ?? null,
    log_gain: logGain(losses),
    loss: won ? losses.challenger : losses.champion,
  };
  const data = { refit, checks, compared: compared(test.contest, champion.fitted.threshold) };
  if (!won)
    return {
      state: "gating",
      note: say("notClearlyBetter", { rows: slice, recipe: recipe.name, t: t.toFixed(2) }),
      data,
      changes: { champion: live },
    };
  const deployable = await fitOnEverything(context, champion, test);
  courseOf(context).stage("registering");
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
      diagnosis: diagnosisAfter(diagnosis, test.turned && champion.detail.lineage.rows >= test.rows.root.rows),
    },
  };
}

/** Without outcomes no row could judge a refit. */
const isWeighted = (incident: Incident): boolean => {
  const decision = decisionOf(incident);
  return decision.kind === "retrain" && decision.weighted;
};

const plan = (incident: Incident): string => (isWeighted(incident) ? say("planWeighted") : say("planTest"));

export const retrain: Procedure = {
  ...opening(plan),
  acting: (context, incident) => (isWeighted(incident) ? weightedActing : testing)(context, incident),
  ...promoteChallenger,
};
