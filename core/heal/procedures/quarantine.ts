/**
 * Broken data: the rows of the break are set aside until the feed is whole again; serving goes on. Where the findings
 * say what would mend the rows, that is proposed; approved, it stands in front of the model from then on, and what was
 * answered wrongly is answered again.
 */
import { HomeostatError, type Incident, say } from "../../contract/index.ts";
import { describeRepair } from "../../data/index.ts";
import type { HealContext } from "../context.ts";
import { correctAnswers, correctionsOf } from "../corrections.ts";
import { dataOf, type Step } from "../incidents.ts";
import { closed, decisionOf, opening, type Procedure } from "../procedure.ts";
import { rollbackModel } from "../promotion.ts";
import { lastUnspoilt } from "../unspoilt.ts";
import { verdictsSince } from "../windows.ts";

const ACTOR = "homeostat";
/** Corrected answers that are named where people are told of them; the file has all. */
const NAMED = 10;

const repairsOf = (incident: Incident) => {
  const decision = decisionOf(incident);
  return decision.kind === "quarantine" ? decision.repairs : [];
};

const brokenFrom = (incident: Incident): number =>
  Number((dataOf(incident, "acting")!.quarantine as { from: number }).from);

/** What the newest windows since a moment say, where they are as many as a break needs to be confirmed. */
function agreed(context: HealContext, { model }: Incident, since: number): "broken" | "whole" | null {
  const needed = context.registry.policy(model).confirmations;
  const newest = verdictsSince(context, model, since, needed);
  if (newest.length < needed) return null;
  const broken = newest.filter((verdict) => verdict === "data_break").length;
  if (broken === 0) return "whole";
  return broken === needed ? "broken" : null;
}

/** For those who asked: which of their answers were wrong, and where the right ones are. */
const correctedNote = ({ corrected, file }: Record<string, unknown>): string =>
  say("answersChange", { answers: Number(corrected), file: String(file) });

const whole = ({ clock }: HealContext, { opened_at }: Incident, note: string): Step =>
  closed(note, { waiting: false, recovered_ms: clock.elapsed(Date.parse(opened_at)) });

const isOver = (context: HealContext, incident: Incident): Step | null =>
  agreed(context, incident, Date.parse(incident.opened_at)) === "whole"
    ? whole(context, incident, say("dataWhole"))
    : null;

/** A version that learnt from broken rows goes back to the last that did not, where the policy lets that be done. */
async function goBack(context: HealContext, incident: Incident, from: number): Promise<string> {
  const { registry } = context;
  const { model } = incident;
  const to = lastUnspoilt(context, model, from);
  if (to === null) return "";
  const live = registry.production(model)!;
  if (registry.policy(model).mode !== "automatic") return say("learntGoBack", { live, to });
  const reason = say("learntFromBroken", { live, incident: incident.id });
  await rollbackModel(context, { model, to, actor: ACTOR, reason });
  return say("learntAndBack", { live, to });
}

async function diagnosing(context: HealContext, incident: Incident): Promise<Step> {
  const decision = decisionOf(incident);
  const columns = decision.kind === "quarantine" ? decision.columns : incident.features;
  const from = Number(dataOf(incident, "open")?.since ?? Date.parse(incident.opened_at));
  const back = await goBack(context, incident, from);
  return {
    state: "acting",
    note: say("rowsSetAside", {
      from: new Date(from).toISOString().slice(0, 16).replace("T", " "),
      columns: columns.join(", ") || say("wholeRows"),
      back,
    }),
    data: { quarantine: { from, columns } },
  };
}

function acting(_: HealContext, incident: Incident): Step {
  const repairs = repairsOf(incident);
  if (repairs.length === 0) return { state: "verifying", note: say("servingGoesOn") };
  return {
    state: "held",
    note: say("repairProposed", { repairs: repairs.map(describeRepair).join("; ") }),
    changes: { waiting: true },
  };
}

/** The repair goes in front of the model; answers since the break began are given again. */
async function repairing(context: HealContext, incident: Incident): Promise<Step> {
  const { model, id } = incident;
  const from = brokenFrom(incident);
  const author = String(dataOf(incident, "promoting")!.approved_by);
  context.registry.repairs.apply(model, repairsOf(incident), { from, incident: id, author });
  const { answers, file } = await correctAnswers(context, model, { from, incident: id });
  const told = file === null ? say("noAnswerChanges") : correctedNote({ corrected: answers, file });
  const first = correctionsOf(context, model, id).slice(0, NAMED);
  return {
    state: "verifying",
    note: [say("repairInForce"), told, say("nextWindowsSay")].join(" "),
    data: { repaired_at: context.clock.now(), corrected: answers, file, first },
  };
}

function verifying(context: HealContext, incident: Incident): Step | null {
  const repair = dataOf(incident, "verifying");
  if (repair?.repaired_at === undefined) return isOver(context, incident);
  const verdict = agreed(context, incident, Number(repair.repaired_at));
  if (verdict === "whole") {
    const told = repair.file === null ? [] : [correctedNote(repair)];
    return whole(context, incident, [say("repairedWhole"), ...told].join(" "));
  }
  if (verdict !== "broken") return null;
  const { model, id } = incident;
  const { repairs } = context.registry;
  for (const { number, until, incident: of } of repairs.list(model))
    if (of === id && until === null) repairs.lift(model, number, ACTOR);
  return {
    state: "verifying",
    note: say("stillBroken"),
    data: {},
  };
}

export const quarantine: Procedure = {
  ...opening(say("rowsAreSetAside")),
  diagnosing,
  acting,
  held: isOver,
  promoting: repairing,
  verifying,
};

/** A person says yes to the proposed repair. @throws HomeostatError INCIDENT_NOT_WAITING */
export function approveRepair(_: HealContext, incident: Incident, actor: string): Step {
  if (!incident.waiting)
    throw new HomeostatError("INCIDENT_NOT_WAITING", { incident: incident.id, state: incident.state });
  return {
    state: "promoting",
    note: say("approvedBy", { actor }),
    data: { approved_by: actor },
    changes: { waiting: false },
  };
}
