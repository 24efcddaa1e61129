/** What an incident has to tell: that it was opened, that it waits for a person, that it still does, how it ended. */
import { type Correction, type Incident, say, TERMINAL_STATES } from "../contract/index.ts";
import { approvalTimes } from "../heal/index.ts";
import { diagnosisInWords } from "../observe/index.ts";
import type { Clock } from "../shared/index.ts";
import { command, type News } from "./news.ts";

const isOver = ({ state, waiting }: Incident): boolean => TERMINAL_STATES.includes(state) && !waiting;

/** What nobody but a person can mend: a feed that is broken. */
const openSeverity = ({ diagnosis }: Incident) => (diagnosis === "data_break" ? "act" : "watch");

const headline = ({ diagnosis, model }: Incident): string =>
  diagnosis === "service_fault"
    ? say("notAsItShould", { model })
    : say("modelState", { model, state: diagnosisInWords(diagnosis) });

/** What was done about it, in the past tense of its last step. */
const ending = (incident: Incident): string => incident.outcome ?? incident.steps.at(-1)?.note ?? "";

interface Corrected {
  corrected: number;
  file: string;
  /** The first of them. */
  first: Correction[];
}

/** Answers that a repair made anew, once it is known to have mended the data. */
function correctedBy({ state, decision, steps }: Incident): Corrected | null {
  if (state !== "closed" || decision !== "quarantine") return null;
  const data = steps.findLast((step) => step.state === "verifying" && step.data !== undefined)?.data;
  return data?.file ? (data as unknown as Corrected) : null;
}

/** Nobody but a person knows who asked. */
function answersCorrected({ model }: Incident, { corrected: count, file, first }: Corrected) {
  const named = first.map(({ prediction_id, request, answered, corrected: right, asked_at }) => {
    const who =
      request === null
        ? say("predictionNamed", { prediction: prediction_id })
        : say("requestNamed", { request, prediction: prediction_id });
    const at = asked_at.slice(0, 16).replace("T", " ");
    return say("answerRightly", { who, at, answered: String(answered ?? say("wasRefusedThen")), right: String(right) });
  });
  return {
    kind: "answers_corrected",
    severity: "act",
    title: say("answersWrong", { model, answers: count }),
    text: [
      say("answeredAgain", { file }),
      ...named,
      ...(count > first.length ? [say("soWereMore", { answers: count - first.length })] : []),
    ],
  } as const;
}

function ended(incident: Incident) {
  const again = correctedBy(incident);
  if (again) return answersCorrected(incident, again);
  // A repair that was found not to be needed, or done, needs nobody; one that was given up or went back does.
  const severity = incident.state === "closed" ? "info" : "watch";
  const title = headline(incident);
  return {
    kind: "incident_ended",
    severity,
    title: say(incident.state === "held" ? "personLooks" : "overTitle", { title }),
    text: [ending(incident)],
  } as const;
}

function waiting(incident: Incident, hours: number, clock: Clock) {
  const { remindAt, expiresAt } = approvalTimes(incident, hours, clock)!;
  const again = clock.now() >= remindAt;
  const until = new Date(expiresAt).toISOString().slice(0, 16).replace("T", " ");
  return {
    kind: again ? "approval_reminder" : "approval_needed",
    severity: "act",
    title: say(again ? "stillWaits" : "waitsFor", { title: headline(incident) }),
    text: [
      incident.steps.at(-1)?.note ?? "",
      ...incident.evidence,
      incident.decision === "quarantine" ? say("nothingRepaired", { until }) : say("setAsideThen", { until }),
    ],
  } as const;
}

/** What it says of its own. */
function aboutOf(incident: Incident, hours: number, clock: Clock) {
  if (isOver(incident)) return ended(incident);
  if (incident.waiting) return waiting(incident, hours, clock);
  return {
    kind: "incident_opened",
    severity: openSeverity(incident),
    title: headline(incident),
    text: [...incident.evidence, incident.steps[0]?.note ?? ""],
  } as const;
}

/** What can be typed about it. */
function commandsOf(incident: Incident): string[] {
  const { id, model } = incident;
  if (incident.waiting) return [command("approve", id), command("reject", id)];
  return [
    ...(correctedBy(incident) ? [command("repairs", model, "--corrections")] : []),
    command("incidents", "show", id),
  ];
}

/**
 * @param hours how long the model's repairs wait for a person
 * @example incidentNews(incident, 72, clock).kind // "approval_needed"
 */
export function incidentNews(incident: Incident, hours: number, clock: Clock): News {
  const { id, model } = incident;
  const about = aboutOf(incident, hours, clock);
  return {
    cause: `incident:${id}`,
    model,
    incident: id,
    ...about,
    text: about.text.filter((sentence) => sentence !== ""),
    commands: commandsOf(incident),
    route: `#/incidents?id=${id}`,
    ends: isOver(incident),
  };
}
