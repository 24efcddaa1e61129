/** The three questions, answered: is the service healthy, is the machine overloaded, is the model still right? */
import type {
  Diagnosis,
  DiagnosisReport,
  HostFacts,
  ModelFacts,
  ServiceFacts,
  StatusLevel,
  StatusReport,
} from "../contract/index.ts";
import { Policy } from "../contract/index.ts";
import { hostPressure } from "./host/pressure.ts";
import { serviceFaults } from "./service/faults.ts";
import { figure, percent, plural, say } from "./words.ts";

/** An event loop this late makes every answer late, ms. */
const LATE_LOOP_MS = 100;

const OF_DIAGNOSIS: Record<Diagnosis, StatusLevel> = {
  none: "ok",
  more_data: "ok",
  // The machine and the service have their own question.
  service_fault: "ok",
  host_pressure: "ok",
  benign_drift: "watch",
  outliers: "watch",
  prior_shift: "act",
  harmful_drift: "act",
  concept_drift: "act",
  data_break: "act",
  blind: "unknown",
};

const IN_WORDS: Record<Diagnosis, string> = {
  none: say("stateNone"),
  more_data: say("stateMoreData"),
  service_fault: say("stateNotTheModel"),
  host_pressure: say("stateNotTheModel"),
  benign_drift: say("stateBenign"),
  outliers: say("stateOutliers"),
  prior_shift: say("statePriorShift"),
  harmful_drift: say("stateHarmful"),
  concept_drift: say("stateConcept"),
  data_break: say("stateBroken"),
  blind: say("stateBlind"),
};

/** How urgent a diagnosis is for the question whether the model is still right. */
export const levelOf = (diagnosis: Diagnosis): StatusLevel => OF_DIAGNOSIS[diagnosis];

/** What a diagnosis says of the model. @example diagnosisInWords("data_break") // "the incoming data are broken" */
export const diagnosisInWords = (diagnosis: Diagnosis): string => IN_WORDS[diagnosis];

/** From well to ill; not knowing is worse than something to watch, and better than something to do. */
const ORDER: readonly StatusLevel[] = ["ok", "watch", "unknown", "act"];
const worst = (levels: StatusLevel[]): StatusLevel =>
  levels.reduce((most, level) => (ORDER.indexOf(level) > ORDER.indexOf(most) ? level : most), "ok" as StatusLevel);

/** Clearing memory takes this share of the time where it is what makes the engine late. */
const MUCH_CLEARING = 0.1;

function lateness({ event_loop_lag_ms, gc_share = 0 }: ServiceFacts): string {
  const why = gc_share > MUCH_CLEARING ? say("clearingMemory", { share: percent(gc_share) }) : "";
  return say("engineLate", { ms: figure(event_loop_lag_ms), why });
}

function ofService(service: ServiceFacts): StatusReport["service"] {
  const faults = serviceFaults(service, Policy.parse({}));
  if (faults.length > 0) return { status: "act", evidence: faults };
  if (service.event_loop_lag_ms > LATE_LOOP_MS) return { status: "watch", evidence: [lateness(service)] };
  if (service.requests === 0) return { status: "ok", evidence: [say("noRequestsYet")] };
  const speed = service.latency_p95_ms === null ? "" : say("nineteenInTwenty", { ms: figure(service.latency_p95_ms) });
  const requests = plural(service.requests, "request");
  return { status: "ok", evidence: [say("requestsAnswered", { requests, speed })] };
}

function ofModels(models: { facts: ModelFacts; diagnosis: DiagnosisReport }[]): StatusReport["model"] {
  if (models.length === 0) return { status: "unknown", evidence: [say("noModelLive")] };
  const levels = models.map(({ diagnosis }) => OF_DIAGNOSIS[diagnosis.diagnosis]);
  const status = worst(levels);
  const evidence = models.flatMap(({ facts, diagnosis }, k) => {
    if (levels[k] !== status) return [];
    const { model, version } = facts;
    return [say("modelIs", { model, version, state: IN_WORDS[diagnosis.diagnosis] }), ...diagnosis.evidence];
  });
  return { status, evidence };
}

/** Nobody has said what really happened: no metric can be known. */
const isBlind = ({ facts, diagnosis }: { facts: ModelFacts; diagnosis: DiagnosisReport }): boolean =>
  diagnosis.diagnosis === "blind" || (facts.window > 0 && facts.performance.labelled === 0);

/**
 * Each question with a status and its evidence in plain words.
 * @param facts of the service, the machine and every live model with its diagnosis
 * @example answer({ service, host, models }).model // { status: "ok", evidence: ["sales v0003: nothing has changed that matters."] }
 */
export function answer(facts: {
  service: ServiceFacts;
  host: HostFacts;
  models: { facts: ModelFacts; diagnosis: DiagnosisReport }[];
}): StatusReport {
  const { level, evidence } = hostPressure(facts.host);
  return {
    service: ofService(facts.service),
    host: { status: level, evidence },
    model: ofModels(facts.models),
    blind: facts.models.some(isBlind),
  };
}
