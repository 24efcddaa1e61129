/** From a judged challenger to a verified production version: the second half of retraining and of reweighting. */
import { HomeostatError, type Incident } from "../../contract/index.ts";
import { artifactChecks } from "../artifact-checks.ts";
import type { HealContext } from "../context.ts";
import { type Check, verdict } from "../gate.ts";
import { dataOf, type Step } from "../incidents.ts";
import { trainingSet } from "../learning-rows.ts";
import { oldRowsCheck } from "../old-rows.ts";
import { closed, decisionOf, type Procedure } from "../procedure.ts";
import { goLive, rollbackModel, warm } from "../promotion.ts";
import { refusal } from "../refusal.ts";
import { rejectChallenger } from "../reject-challenger.ts";
import { rowsSince, verifyOn } from "../verification.ts";
import { rollout, startRollout } from "./rollout.ts";

const ACTOR = "homeostat";

/** The checks of the comparison, made while acting, and those of the version as it is stored. */
async function gating(context: HealContext, incident: Incident): Promise<Step> {
  const { registry } = context;
  const { model, challenger, champion } = incident;
  const compared = (dataOf(incident, "gating")?.checks ?? []) as Check[];
  if (challenger === null || champion === null) {
    const gate = verdict(compared);
    return closed(`${champion ?? "The live version"} stays. Another version was tried: ${refusal(gate)}.`, { gate });
  }
  const candidate = registry.load(model, challenger);
  const rows = await trainingSet(context, candidate.detail);
  const before = registry.load(model, champion);
  const gate = verdict([
    ...compared,
    ...(await oldRowsCheck(context, before, candidate, registry.policy(model).old_margin)),
    ...artifactChecks(candidate, before, rows, registry.report(model, challenger).golden),
  ]);
  if (!gate.passed) {
    rejectChallenger(context, incident, "refused by the gate");
    return closed(`${champion} stays. ${challenger} was refused: ${refusal(gate)}.`, { gate });
  }
  const decision = decisionOf(incident);
  const mode = registry.policy(model).mode;
  if (mode !== "automatic" || (decision.kind === "retrain" && decision.approval))
    return {
      state: "held",
      note: `${challenger} is better than ${champion} and waits for approval.`,
      changes: { gate, waiting: true },
    };
  return { ...startRollout(context, model, `${challenger} passed the gate.`), changes: { gate } };
}

async function promoting(context: HealContext, incident: Incident): Promise<Step> {
  const { registry } = context;
  const { model, champion, gate, id } = incident;
  const challenger = incident.challenger!;
  const live = registry.production(model);
  if (live !== champion && live !== challenger) {
    rejectChallenger(context, incident, `${live} went live meanwhile`);
    return closed(
      `${live} went live meanwhile, so ${challenger} is judged against the wrong version and is set aside.`,
    );
  }
  const { effective_ms } = await goLive(context, model, challenger, {
    actor: ACTOR,
    reason: `better than ${champion} beyond noise (incident ${id})`,
    gate,
    keep: registry.policy(model).rollout === "blue_green",
  });
  return {
    state: "verifying",
    note: `${challenger} is live; its first labelled rows decide whether it stays.`,
    data: { since: context.clock.now(), effective_ms },
  };
}

/** Rows that had judged the challenger; 0 where no slice did. */
function judgedOn(incident: Incident): number {
  const refit = dataOf(incident, "gating")?.refit as { slice?: number } | undefined;
  return refit?.slice ?? 0;
}

/** The new version must not be worse than the old one on rows that came after the promotion; otherwise back. */
async function verifying(context: HealContext, incident: Incident): Promise<Step | null> {
  const { registry, clock } = context;
  const { model, opened_at } = incident;
  const challenger = incident.challenger!;
  const champion = incident.champion!;
  const policy = registry.policy(model);
  const live = registry.production(model);
  if (live !== challenger) {
    context.sessions.release(model, champion);
    const rejected = registry.show(`${model}@${challenger}`).stage === "rejected";
    return rejected
      ? rolledBack(incident, "It was rolled back.")
      : closed(`${live} followed before ${challenger} could be verified.`);
  }
  if (policy.rollout === "blue_green") await warm(context, model, champion);
  const since = Number(dataOf(incident, "verifying")!.since);
  const rows = await rowsSince(context, model, challenger, since);
  if (rows === null || rows.rows < policy.min_labelled) return null;
  const { worse, behind, note, verified } = await verifyOn(context, model, { champion, challenger, rows, policy });
  if (!worse && behind && rows.rows < judgedOn(incident)) return null;
  const data = { verified };
  if (!worse) {
    context.sessions.release(model, champion);
    return { ...closed(note, { recovered_ms: clock.elapsed(Date.parse(opened_at)) }), data };
  }
  await rollbackModel(context, { model, to: champion, actor: ACTOR, reason: note });
  return { ...rolledBack(incident, note), data };
}

const rolledBack = (incident: Incident, note: string): Step => ({
  state: "rolled_back",
  note,
  changes: { outcome: `${incident.champion} is live again; ${incident.challenger} is rejected. ${note}` },
});

export const promoteChallenger: Procedure = { gating, ...rollout, promoting, verifying };

/** A person says yes: the held challenger goes on. @throws HomeostatError INCIDENT_NOT_WAITING */
export function approvalStep(context: HealContext, incident: Incident, actor: string): Step {
  if (!incident.waiting)
    throw new HomeostatError("INCIDENT_NOT_WAITING", { incident: incident.id, state: incident.state });
  return { ...startRollout(context, incident.model, `Approved by ${actor}.`), changes: { waiting: false } };
}
