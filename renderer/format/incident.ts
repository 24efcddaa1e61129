/** An incident as a person tells it: what it asks, and what happened in which part of its story. */
import { comparedIn, type Incident, type IncidentStep } from "../../core/contract/incidents.ts";
import type { Metrics } from "../../core/contract/names.ts";
import { t } from "../texts/index.ts";
import { integer, metricValue, quantity } from "./numbers.ts";

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

const isMetric = (name: string): name is keyof Metrics => name in t.metrics;

/**
 * Why a yes is asked for: both versions on the same newest rows. Null where no outcome could tell.
 * @example comparisonOf(incident) // "On the newest 318 cases with a known outcome v0002 is right for 71 of 100, …"
 */
export function comparisonOf(incident: Incident): string | null {
  const { champion, challenger } = incident;
  const found = comparedIn(incident);
  if (found === null || champion === null || challenger === null) return null;
  const { rows, champion: before, challenger: after } = found;
  const { accuracy, mae } = t.incidents.compared;
  const told =
    typeof before.accuracy === "number" && typeof after.accuracy === "number"
      ? accuracy(integer(rows), challenger, ofHundred(after.accuracy), champion, ofHundred(before.accuracy))
      : typeof before.mae === "number" && typeof after.mae === "number"
        ? mae(integer(rows), challenger, quantity(after.mae, 3), champion, quantity(before.mae, 3))
        : null;
  const metric = Object.keys(after)
    .filter(isMetric)
    .find((name) => name !== "accuracy" && name !== "mae");
  if (told === null || metric === undefined) return told;
  const [now, then] = [metricValue(metric, after[metric]), metricValue(metric, before[metric])];
  return `${told} ${t.incidents.compared.metric(t.metrics[metric].name, now, then)}`;
}
const ofHundred = (share: number): string => integer(Math.round(share * 100));

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

/** @example firstSentence("v0001 stays. Another version was tried.") // "v0001 stays." */
export const firstSentence = (text: string): string => /^.+?[.!?](?=\s|$)/.exec(text)?.[0] ?? text;

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
