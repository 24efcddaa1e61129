/** From a judged challenger to a verified production version: the second half of retraining and of reweighting. */
import { HomeostatError, type Incident, say } from "../../contract/index.ts";
import { type VerificationFacts, verifyRelease } from "../../decide/index.ts";
import { artifactChecks } from "../artifact-checks.ts";
import { courseOf, type HealContext } from "../context.ts";
import { type Check, verdict } from "../gate.ts";
import { dataOf, type Step } from "../incidents.ts";
import { trainingSet } from "../learning-rows.ts";
import { oldRowsCheck } from "../old-rows.ts";
import { closed, decisionOf, type Procedure } from "../procedure.ts";
import { goLive, rollbackModel, warm } from "../promotion.ts";
import { refusal } from "../refusal.ts";
import { rejectChallenger } from "../reject-challenger.ts";
import { compareOn, diagnosesSince, rowsSince, type Verified, verifiedNote } from "../verification.ts";
import { rollout, startRollout } from "./rollout.ts";

const ACTOR = "homeostat";

/** The checks of the comparison, made while acting, and those of the version as it is stored. */
async function gating(context: HealContext, incident: Incident): Promise<Step> {
  const { registry } = context;
  const { model, challenger, champion } = incident;
  const compared = (dataOf(incident, "gating")?.checks ?? []) as Check[];
  if (challenger === null || champion === null) {
    const gate = verdict(compared);
    const reason = refusal(gate);
    return closed(champion ? say("otherTried", { live: champion, reason }) : say("liveTried", { reason }), { gate });
  }
  courseOf(context).stage("comparing versions");
  const candidate = registry.load(model, challenger);
  const rows = await trainingSet(context, candidate.detail);
  const before = registry.load(model, champion);
  const gate = verdict([
    ...compared,
    ...(await oldRowsCheck(context, before, candidate, registry.policy(model).old_margin)),
    ...artifactChecks(candidate, before, rows, registry.report(model, challenger).golden),
  ]);
  if (!gate.passed) {
    rejectChallenger(context, incident, say("refusedByGate"));
    return closed(say("wasRefused", { live: champion, challenger, reason: refusal(gate) }), { gate });
  }
  const decision = decisionOf(incident);
  const mode = registry.policy(model).mode;
  if (mode !== "automatic" || (decision.kind === "retrain" && decision.approval))
    return {
      state: "held",
      note: say("betterWaits", { challenger, live: champion }),
      changes: { gate, waiting: true },
    };
  return { ...startRollout(context, model, say("passedGate", { challenger })), changes: { gate } };
}

async function promoting(context: HealContext, incident: Incident): Promise<Step> {
  const { registry } = context;
  const { model, champion, gate, id } = incident;
  const challenger = incident.challenger!;
  const live = registry.production(model);
  if (live !== champion && live !== challenger) {
    const now = live ?? say("noVersion");
    rejectChallenger(context, incident, say("wentLiveMeanwhile", { live: now }));
    return closed(say("judgedWrongly", { live: now, challenger }));
  }
  const { effective_ms } = await goLive(context, model, challenger, {
    actor: ACTOR,
    reason: say("betterBeyondNoise", { live: champion!, incident: id }),
    gate,
    keep: registry.policy(model).rollout === "blue_green",
  });
  return {
    state: "verifying",
    note: say("decidesWhetherStays", { challenger }),
    data: { since: context.clock.now(), effective_ms },
  };
}

/** Rows that had judged the challenger; 0 where no slice did. */
function judgedOn(incident: Incident): number {
  const refit = dataOf(incident, "gating")?.refit as { slice?: number } | undefined;
  return refit?.slice ?? 0;
}

/** What was seen when the incident was opened, whatever the refit test made of it since. */
function causeOf(incident: Incident): Incident["diagnosis"] {
  const refit = dataOf(incident, "gating")?.refit as { diagnosis?: Incident["diagnosis"] } | undefined;
  return refit?.diagnosis ?? incident.diagnosis;
}

interface Watched {
  since: number;
  effective_ms: number;
  /** It was found to be no worse. */
  verified?: Verified;
}

/** Windows of each incident that were there when it was looked at last: scoring all rows again is worth it for another one. */
const looked = new WeakMap<HealContext["log"], Map<string, number>>();

/**
 * The new version must not be worse than the old one on rows that came after the promotion, and what opened the incident
 * must be gone; otherwise back. Worse means worse beyond doubt: the newest rows alone, by chance, often prefer the old
 * version for a while. So one that is behind, but not beyond doubt, is looked at again until it has met as many outcomes
 * as had judged it.
 */
async function verifying(context: HealContext, incident: Incident): Promise<Step | null> {
  const { registry, clock, sessions } = context;
  const { model, opened_at } = incident;
  const challenger = incident.challenger!;
  const champion = incident.champion!;
  const policy = registry.policy(model);
  const live = registry.production(model);
  const watched = dataOf(incident, "verifying") as unknown as Watched;
  if (live !== challenger) {
    const now = live ?? say("noVersion");
    sessions.release(model, champion);
    const rejected = registry.show(`${model}@${challenger}`).stage === "rejected";
    if (rejected) return rolledBack(incident, say("wasRolledBack"));
    return closed(
      watched.verified
        ? say("followedNoWorse", { live: now, challenger, champion })
        : say("followedBefore", { live: now, challenger }),
    );
  }
  if (policy.rollout === "blue_green") await warm(context, model, champion);
  const minLabelled = policy.min_labelled;
  const windows = diagnosesSince(context, model, challenger, { since: watched.since, minLabelled });
  if (watched.verified && looked.get(context.log)?.get(incident.id) === windows.length) return null;
  const rows = await rowsSince(context, model, challenger, watched.since);
  if (rows === null || rows.rows < minLabelled) return null;
  const verified = await compareOn(context, model, { champion, challenger, rows, policy });
  const facts: VerificationFacts = {
    ...{ cause: causeOf(incident), t: verified.t, rows: verified.rows },
    ...{ judgedOn: judgedOn(incident), windows },
  };
  const verdict = verifyRelease(facts, policy);
  const note = verifiedNote(verdict, { champion, challenger, verified });
  const data = { verified, verification: { facts, verdict } };
  if (verdict.kind === "wait") {
    looked.set(context.log, (looked.get(context.log) ?? new Map<string, number>()).set(incident.id, windows.length));
    const isNews = verdict.holds && watched.verified === undefined;
    return isNews ? { state: "verifying", note, data: { ...watched, ...data } } : null;
  }
  if (verdict.kind === "back") {
    await rollbackModel(context, { model, to: champion, actor: ACTOR, reason: note });
    return { ...rolledBack(incident, note), data };
  }
  sessions.release(model, champion);
  if (verdict.cause === "remains") return { state: "held", note, data, changes: { outcome: note } };
  return { ...closed(note, { recovered_ms: clock.elapsed(Date.parse(opened_at)) }), data };
}

const rolledBack = (incident: Incident, note: string): Step => ({
  state: "rolled_back",
  note,
  changes: { outcome: `${say("liveAgain", { live: incident.champion!, challenger: incident.challenger! })} ${note}` },
});

export const promoteChallenger: Procedure = { gating, ...rollout, promoting, verifying };

/** A person says yes: the held challenger goes on. @throws HomeostatError INCIDENT_NOT_WAITING */
export function approvalStep(context: HealContext, incident: Incident, actor: string): Step {
  if (!incident.waiting)
    throw new HomeostatError("INCIDENT_NOT_WAITING", { incident: incident.id, state: incident.state });
  return { ...startRollout(context, incident.model, say("approvedBy", { actor })), changes: { waiting: false } };
}
