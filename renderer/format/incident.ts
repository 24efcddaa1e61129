/** An incident as a person tells it: what it asks, and what happened in which part of its story. */
import type { Incident, IncidentStep } from "../../core/contract/incidents.ts";
import { t } from "../texts/index.ts";

/** What a waiting incident asks of a person. */
export const questionOf = ({ challenger, champion, decision, model }: Incident): string =>
  decision === "quarantine"
    ? t.incidents.asksRepair(model)
    : challenger !== null && champion !== null
      ? t.incidents.asksPromote(challenger, champion)
      : t.incidents.asks(t.decisions[decision], model);

/** What a yes does, and how it is undone. */
export const consequenceOf = ({ challenger, champion, decision }: Incident): string =>
  decision === "quarantine"
    ? t.incidents.yesRepair
    : challenger !== null && champion !== null
      ? t.incidents.yesPromote(challenger, champion)
      : t.incidents.yes;

const TRYING: ReadonlySet<IncidentStep["state"]> = new Set([
  "diagnosing",
  "acting",
  "gating",
  "shadow",
  "canary",
  "promoting",
  "verifying",
]);

export interface Story {
  /** Why it was decided so. */
  reasons: string[];
  /** What was tried, in order. */
  tried: IncidentStep[];
  /** How it ended, or how it stands. */
  end: IncidentStep | null;
}

const reasonsOf = (step: IncidentStep | undefined): string[] => {
  const decision = step?.data?.decision;
  if (typeof decision === "object" && decision !== null && "reasons" in decision && Array.isArray(decision.reasons))
    return decision.reasons.filter((reason) => typeof reason === "string");
  return step ? [step.note] : [];
};

/** The steps of an incident, sorted into its story; what was told before is not told again. */
export function storyOf({ steps, evidence }: Incident): Story {
  const [first, ...rest] = steps;
  const seen = new Set(evidence);
  const reasons = reasonsOf(first).filter((reason) => !seen.has(reason));
  const told = new Set([...evidence, ...reasons]);
  const last = rest.at(-1);
  const end = last && !TRYING.has(last.state) ? last : null;
  return { reasons, end, tried: rest.filter((step) => step !== end && !told.has(step.note)) };
}
