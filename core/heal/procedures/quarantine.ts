/** Broken data: the rows of the break are set aside until the feed is whole again; serving goes on. */
import type { Incident } from "../../contract/index.ts";
import type { HealContext } from "../context.ts";
import { recentDiagnoses } from "../decision-log.ts";
import { dataOf } from "../incidents.ts";
import { closed, decisionOf, opening, type Procedure } from "../procedure.ts";

/** Whole again: as many diagnoses in a row without a break as a break needs to be confirmed. */
function isOver(context: HealContext, { model, id, opened_at }: Incident): boolean {
  const needed = context.registry.policy(model).confirmations;
  const newest = recentDiagnoses(context, model, needed, Date.parse(opened_at), id);
  return newest.length >= needed && newest.every((diagnosis) => diagnosis !== "data_break");
}

export const quarantine: Procedure = {
  ...opening("The rows are set aside."),
  diagnosing: (_, incident) => {
    const decision = decisionOf(incident);
    const columns = decision.kind === "quarantine" ? decision.columns : incident.features;
    const from = Number(dataOf(incident, "open")?.since ?? Date.parse(incident.opened_at));
    return {
      state: "acting",
      note: `Rows from ${new Date(from).toISOString()} on are set aside and not learnt from (${columns.join(", ") || "whole rows"}).`,
      data: { quarantine: { from, columns } },
    };
  },
  acting: () => ({ state: "verifying", note: "Serving goes on; the data are watched until they are whole again." }),
  verifying: (context, incident) =>
    isOver(context, incident)
      ? closed("The data are whole again; the rows of the break stay set aside.", {
          recovered_ms: context.clock.now() - Date.parse(incident.opened_at),
        })
      : null,
};
