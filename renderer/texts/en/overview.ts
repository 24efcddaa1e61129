import type { StatusLevel } from "../../../core/contract/facts.ts";
import type { DecisionKind, Diagnosis } from "../../../core/contract/names.ts";

/** Can a model still be believed? One sentence for each diagnosis. */
const by: Record<Diagnosis, (model: string) => string> = {
  none: (model) => `${model} can still be believed.`,
  more_data: (model) => `${model} can still be believed, and there is more to learn from.`,
  benign_drift: (model) => `${model} can still be believed, although its data have moved.`,
  outliers: (model) => `${model} can be believed, except for some unusual rows.`,
  prior_shift: (model) => `${model} expects other proportions than come now.`,
  harmful_drift: (model) => `${model} may no longer be right: its data have moved where it matters.`,
  concept_drift: (model) => `${model} is right less often than it promised: the world has changed.`,
  data_break: (model) => `${model} gets broken data: do not rely on its answers now.`,
  service_fault: (model) => `${model} can still be believed, but its answers fail or come late.`,
  host_pressure: (model) => `${model} can still be believed, but the machine is short of room.`,
  blind: (model) => `Nobody can say whether ${model} is still right: it is not told what really happened.`,
};

/** What was decided last, where nothing is under way. */
const decided: Record<DecisionKind, string> = {
  keep: "Homeostat keeps the model as it is.",
  watch: "Homeostat keeps the model and goes on watching.",
  quarantine: "Homeostat set the broken rows aside.",
  retrain: "Homeostat tries another version.",
  reweight: "Homeostat tries to adjust it to the new proportions.",
  promote: "Homeostat put a better version live.",
  rollback: "Homeostat went back to the version before.",
  hold: "Homeostat could not do what was asked; the incident says why.",
  defer: "Homeostat puts training off until the machine is free.",
  fallback: "Homeostat answers with an earlier or simpler version meanwhile.",
};

const named = (names: readonly string[]) =>
  names.length <= 3 ? names.join(", ") : `${names.slice(0, 3).join(", ")} and ${names.length - 3} more`;

const headlines: Record<StatusLevel, (names: readonly string[], all: number) => string> = {
  ok: (_, all) => `All ${all} models can still be believed.`,
  watch: (names) => `Every model can still be believed; keep an eye on ${named(names)}.`,
  act: (names, all) => `${names.length} of ${all} models need you: ${named(names)}.`,
  unknown: (names) => `Nobody can say yet whether ${named(names)} can be believed.`,
};

export const overview = {
  beliefs: {
    by,
    notLive: (model: string) => `${model} is not live: it answers nobody.`,
    tooNew: (model: string) => `${model} has answered too little to be judged yet.`,
  },
  did: {
    decided,
    nothing: "Homeostat watches it and says so here as soon as there is something to say.",
    notLive: "Put a version live under Models.",
    setAside: "Homeostat set the broken rows aside and waits until the data are whole again.",
    comparing: "Homeostat is training another version and comparing the two.",
    trying: (version: string) => `Homeostat is trying ${version} beside the live version.`,
    verifying: (version: string) => `Homeostat put ${version} live and is checking it on new outcomes.`,
    replaced: (version: string) => `Homeostat put ${version} live, and new outcomes confirm it.`,
    kept: (version: string) => `Homeostat tried another version; it was not clearly better, so ${version} stays.`,
    repairWaits: "Homeostat set the broken rows aside and proposes a repair, which waits for your decision.",
    decisionWaits: "Homeostat prepared a repair, which waits for your decision.",
    challengerWaits: (version: string) =>
      `Homeostat trained ${version}, which does better, and waits for your decision.`,
  },
  headlines,
  waiting: (n: number) => (n === 1 ? "One repair waits for your decision." : `${n} repairs wait for your decision.`),
  questions: {
    service: "Does the service answer?",
    host: "Is the machine well?",
    model: "Can the model still be believed?",
  },
  words: {
    service: { ok: "Yes", watch: "Yes, with effort", act: "Not as it should", unknown: "Not known yet" },
    host: { ok: "Yes", watch: "Getting short", act: "Short of room", unknown: "Not known yet" },
    model: { ok: "Yes", watch: "Yes, but watch it", act: "Not as it stands", unknown: "Not known yet" },
  },
  figures: { service: "Its figures", host: "Its figures", model: "What moved" },
  blind: "Nobody has said what really happened, so being right can only be estimated.",
  recordOutcomes: "Record outcomes",
  openIncidents: "Needs attention",
  models: "Models",
  live: "live",
  notLive: "not live",
  versions: (n: number) => (n === 1 ? "1 version" : `${n} versions`),
  driftShare: "Drifted share, latest checks",
  noChecks: "No check yet",
  running: "Running now",
  more: (n: number) => `${n} more`,
  emptyTitle: "Give it a table. It gives you a model.",
  emptyText:
    "Drop in a file with one row per case. Homeostat finds out what can be predicted, trains and proves a model, serves it on this machine, and keeps it right from then on. Nothing leaves this machine.",
  emptyOneClick: "A first model in one click",
  emptySample: "Try it with sample data",
  emptySampleText: "600 made-up hospital stays; which patients come back within 30 days?",
  steps: [
    { title: "Train", text: "Several methods compete on your rows; the best one is proved on rows it has never seen." },
    { title: "Serve", text: "Other programs on this machine ask it over HTTP; every answer is kept." },
    { title: "Heal", text: "It notices when the world moves, trains a challenger, and changes only for the better." },
  ],
};
