/**
 * From the gate to the switch, where the policy wants the challenger beside the champion first: as a shadow, as a canary
 * of growing shares, both, or as a shadow of every row (blue-green). A phase lasts until the evidence is in; a regression ends the rollout within the turn.
 */
import { HomeostatError, type Incident, type Policy, say, type TrialFacts } from "../../contract/index.ts";
import { isRegression } from "../../observe/index.ts";
import { putBeside } from "../beside.ts";
import type { HealContext } from "../context.ts";
import { dataOf, type Step } from "../incidents.ts";
import { closed, type Procedure } from "../procedure.ts";
import { rejectChallenger } from "../reject-challenger.ts";
import { trialFacts } from "../trial.ts";

const ACTOR = "homeostat";
const HOUR = 3_600_000;

type Phase = { state: "shadow"; full?: true } | { state: "canary"; share: number } | { state: "promoting" };

/** The phases of a policy, in their order; the last is the switch. */
export function phasesOf({ rollout, canary_shares }: Pick<Policy, "rollout" | "canary_shares">): Phase[] {
  if (rollout === "blue_green") return [{ state: "shadow", full: true }, { state: "promoting" }];
  const shadow: Phase[] = rollout === "shadow" || rollout === "shadow_canary" ? [{ state: "shadow" }] : [];
  const canary: Phase[] =
    rollout === "canary" || rollout === "shadow_canary"
      ? canary_shares.map((share) => ({ state: "canary", share }))
      : [];
  return [...shadow, ...canary, { state: "promoting" }];
}

/** The step that begins a phase. @param note why */
function begin({ clock }: HealContext, phase: Phase, began: number | null, note: string): Step {
  const at = clock.now();
  const words =
    phase.state === "canary"
      ? say("isCanary", { share: phase.share })
      : say(phase.state === "shadow" ? "isShadow" : "goesLive");
  return {
    state: phase.state,
    note: `${note} ${words}`,
    ...(phase.state === "promoting" ? {} : { data: { phase, at, began: began ?? at } }),
  };
}

/** The first step after the gate or a person's approval. */
export const startRollout = (context: HealContext, model: string, note: string): Step =>
  begin(context, phasesOf(context.registry.policy(model))[0]!, null, note);

/** What follows a phase under the policy as it is now, which may have changed meanwhile. */
function following(policy: Policy, now: Phase): Phase {
  const rest = phasesOf(policy).filter(
    (phase) =>
      phase.state === "promoting" || (phase.state === "canary" && (now.state !== "canary" || phase.share > now.share)),
  );
  return rest[0]!;
}

/** Where every row is to be tried, so many may still be missed, as a share: those of a crowded moment. */
const MISSED = 0.01;

/** Errors must be known to be few; nothing may speak against it; outcomes are waited for, but not for ever. */
function isEnough(trial: TrialFacts, phase: Phase, waited: number, { trial_hours }: Policy): boolean {
  const { errors, latency, loss, requests, skipped } = trial;
  if (errors !== "good" || latency === "bad" || loss === "bad") return false;
  if (phase.state === "shadow" && phase.full && skipped > MISSED * (requests + skipped)) return false;
  return loss === "good" || waited >= trial_hours * HOUR;
}

/** Back to the champion alone. After a crash the challenger may be out already. */
function regressed(context: HealContext, incident: Incident, evidence: string[], trial: TrialFacts | null): Step {
  const { clock, registry } = context;
  const note = evidence.join(" ");
  rejectChallenger(context, incident, note);
  return {
    state: "rolled_back",
    note,
    data: { trial },
    changes: {
      outcome: `${say("answersAlone", { live: registry.production(incident.model)!, challenger: incident.challenger! })} ${note}`,
      recovered_ms: clock.elapsed(Date.parse(incident.opened_at)),
    },
  };
}

interface PhaseData {
  phase: Phase;
  at: number;
  /** When the first phase began: outcomes count from there. */
  began: number;
}

async function onTrial(context: HealContext, incident: Incident): Promise<Step | null> {
  const { registry, clock } = context;
  const { model, champion } = incident;
  const challenger = incident.challenger!;
  const live = registry.production(model);
  // Promoted by hand meanwhile: that step is done, and what it does when it is done already is verify.
  if (live === challenger) return { state: "promoting", note: say("putLiveMeanwhile", { challenger }) };
  if (live !== champion) {
    const now = live ?? say("noVersion");
    rejectChallenger(context, incident, say("wentLiveMeanwhile", { live: now }));
    return closed(say("triedAgainstOther", { live: now, challenger }));
  }
  if (registry.show(`${model}@${challenger}`).stage === "rejected")
    return regressed(context, incident, [say("wasRejected", { challenger })], null);
  const { phase, began } = dataOf(incident, incident.state) as unknown as PhaseData;
  const share = phase.state === "canary" ? phase.share : null;
  try {
    await putBeside(
      context,
      { model, version: challenger, share },
      { actor: ACTOR, reason: say("ofIncident", { incident: incident.id }) },
    );
  } catch (error) {
    if (!(error instanceof HomeostatError)) throw error;
    return regressed(context, incident, [say("cannotServe", { challenger, reason: error.message })], null);
  }
  const trial = trialFacts(context, model, challenger, began);
  if (!trial) return null;
  if (isRegression(trial)) return regressed(context, incident, trial.evidence, trial);
  const policy = registry.policy(model);
  if (!isEnough(trial, phase, clock.elapsed(began), policy)) return null;
  const next = begin(context, following(policy, phase), began, trial.evidence.join(" "));
  return { ...next, data: { ...next.data, trial } };
}

export const rollout: Procedure = { shadow: onTrial, canary: onTrial };
