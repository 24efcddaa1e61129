/**
 * From facts to what kind of thing has happened: design.md's playbook read from the left. Pure: no clock, no store;
 * what earlier windows said comes in with the history.
 */
import type { Diagnosis, DiagnosisReport, DriftReport, Facts, ModelFacts, Policy } from "../contract/index.ts";
import { estimatedHarm, estimateEvidence } from "./estimated-harm.ts";
import {
  driftEvidence,
  driftedFeatures,
  familiarEvidence,
  LEAST_FAMILIAR,
  performanceEvidence,
  timeEvidence,
  whereEvidence,
} from "./evidence.ts";
import { hostPressure } from "./host/pressure.ts";
import { serviceFaults } from "./service/faults.ts";
import { LIKELY, standardErrorsWorse } from "./significance.ts";
import { duration, figure, list, percent, plural, say } from "./words.ts";

/** What earlier windows of the same version said, newest last. */
export interface History {
  /** windowDrifted() of each. */
  drifted: boolean[];
  /** Windows diagnosed as data break. */
  broken: boolean[];
  /** What all windows of the version, this one included, say for drift: the wealth of a bet on it (statistics/e-process.ts). */
  wealth: number;
}

interface Case {
  facts: Facts;
  model: ModelFacts;
  drift: DriftReport | null;
  history: History;
  policy: Policy;
}
type Rule = (the: Case) => DiagnosisReport | null;

/** A drop counts from here, in standard errors: in a thousand quiet windows about one is that far off. */
const CERTAIN = 3.3;
/** A smaller drop that is certain counts where the error stream has changed too. */
const SMALL_DROP = 0.05;
/** Prior shift: the outcomes moved beyond doubt, and nearly no feature did within a class. */
const PRIOR_P = 1e-4;
const WITHIN_CLASS = 0.1;
/** Chance that a version is ever said to see drift where there is none, however long it is watched. */
const FALSE_ALARM = 0.01;
/** Shares of rows that are refused or far out. */
const OUTLIERS = { rejected: 0.01, flagged: 0.05, farOut: 0.01, unknownCategory: 0.05 };

/** Change detectors by the names they were published under. */
const DETECTORS: Record<string, string> = { adwin: "ADWIN", page_hinkley: "Page-Hinkley", kswin: "KSWIN", ddm: "DDM" };

const diagnosed = (diagnosis: Diagnosis, features: string[], evidence: string[]): DiagnosisReport => ({
  diagnosis,
  features,
  evidence,
});

/** How many of the newest windows in a row, this one included, said the same. */
function inARow(now: boolean, earlier: readonly boolean[]): number {
  if (!now) return 0;
  const quiet = earlier.toReversed().findIndex((said) => !said);
  return 1 + (quiet < 0 ? earlier.length : quiet);
}

const enoughOutcomes = ({ model: { performance }, policy }: Case): boolean =>
  performance.labelled >= policy.min_labelled && performance.coverage?.kind !== "unknown";

const dataBreak: Rule = ({ drift, history }) => {
  if (drift?.verdict !== "data_break") return null;
  const serious = drift.quality.filter(({ breaking }) => breaking);
  const found = serious.length > 0 ? serious : drift.quality;
  const windows = inARow(true, history.broken);
  const since = windows > 1 ? [say("windowsInARow", { windows })] : [];
  return diagnosed(
    "data_break",
    [...new Set(found.map(({ column }) => column))],
    [...found.map(({ evidence }) => evidence), ...since],
  );
};

/** No rows at all, for far longer than ever: known without a window. */
const stoppedFeed: Rule = ({ model: { feed } }) => {
  if (!feed?.stopped) return null;
  const [silent, longest] = [feed.silent_seconds, feed.longest_gap_seconds ?? 0].map((s) => duration(1000 * s));
  return diagnosed("data_break", [], [say("feedStopped", { silent: silent!, longest: longest! })]);
};

const serviceFault: Rule = ({ facts, policy }) => {
  const faults = serviceFaults(facts.service, policy);
  return faults.length > 0 ? diagnosed("service_fault", [], faults) : null;
};

const hostPressureRule: Rule = ({ facts }) => {
  const { level, evidence } = hostPressure(facts.host);
  return level === "act" ? diagnosed("host_pressure", [], evidence) : null;
};

/** Only the classes' shares moved: within each class the rows look as they did. */
const priorShift: Rule = (the) => {
  const { outcome_drift } = the.model;
  if (!enoughOutcomes(the) || !outcome_drift?.drifted) return null;
  const within = outcome_drift.within_class_share ?? null;
  if (within === null || within > WITHIN_CLASS || outcome_drift.p_value === null || outcome_drift.p_value > PRIOR_P)
    return null;
  return diagnosed(
    "prior_shift",
    [],
    [
      say("classSharesMoved", { psi: figure(outcome_drift.psi ?? 0), share: percent(within) }),
      ...performanceEvidence(the.model),
      ...timeEvidence(the.model),
    ],
  );
};

/** The rows explain a drop where at most this part of it is left on rows as they used to be. */
const LEFT = 0.5;

/** In this window and as many before it as the policy asks for, and beyond what a long watch brings by chance. */
const isConfirmedDrift = ({ drift, history, policy }: Case): boolean =>
  drift !== null &&
  windowDrifted(drift) &&
  inARow(true, history.drifted) >= policy.confirmations &&
  history.wealth * FALSE_ALARM >= 1;

/** Other rows come, and on rows as they used to be the model is as right as it was; where none come, nobody can say so. */
function isExplainedByRows(the: Case): boolean {
  if (!isConfirmedDrift(the)) return false;
  const { familiar, performance } = the.model;
  if (!familiar || familiar.labelled < LEAST_FAMILIAR || familiar.drop === null)
    return familiar !== undefined && familiar !== null;
  const worse = standardErrorsWorse(familiar) ?? 0;
  return familiar.drop <= LEFT * (performance.drop ?? 0) && worse < CERTAIN;
}

/** The watched metric, and the user's own where there is one. */
const watched = ({ performance, cost }: ModelFacts) => (cost ? [performance, cost] : [performance]);

/** How many standard errors the worse of them is on the wrong side. */
const mostWorse = (model: ModelFacts): number =>
  Math.max(...watched(model).map((each) => standardErrorsWorse(each) ?? 0));

const conceptDrift: Rule = (the) => {
  const { error_alarms } = the.model;
  if (!enoughOutcomes(the)) return null;
  const isProven = watched(the.model).some((each) => {
    if (each.drop === null || (standardErrorsWorse(each) ?? 0) < CERTAIN) return false;
    return each.drop >= the.policy.metric_drop || (each.drop >= SMALL_DROP && error_alarms.length > 0);
  });
  if (!isProven) return null;
  if (isExplainedByRows(the)) return null;
  const alarms =
    error_alarms.length > 0
      ? [say("errorsChanged", { detectors: list(error_alarms.map((name) => DETECTORS[name] ?? name)) })]
      : [];
  return diagnosed("concept_drift", driftedFeatures(the.drift), [
    ...performanceEvidence(the.model),
    ...whereEvidence(the.model),
    ...familiarEvidence(the.model),
    ...alarms,
    ...driftEvidence(the.drift),
    ...timeEvidence(the.model),
  ]);
};

/**
 * True where the window drifted: by the share of its features, or by the share of what the model leans on. One dominant
 * feature among many is no drift of the dataset and can still be the model's undoing.
 */
export const windowDrifted = (drift: Pick<DriftReport, "drifted" | "weighted_share" | "threshold">): boolean =>
  drift.drifted || (drift.weighted_share ?? 0) > drift.threshold;

/** Why no outcome says whether the answers are right, as a sentence; null where some do or soon may. */
function whyBlind({ model, policy }: Case): string | null {
  const { coverage } = model.performance;
  if (coverage?.kind === "unknown") return say("outcomesNotForAll", { coverage: coverage.evidence });
  const hours = model.hours_since_outcome;
  if (hours === null ? model.window < policy.min_window : hours <= policy.blind_hours) return null;
  const since = hours === null ? say("neverAnOutcome") : say("noOutcomeFor", { hours: figure(hours) });
  return say("blindSince", { since });
}

/** The dataset drifted: harmful where the model suffers or may. */
const covariateDrift: Rule = (the) => {
  const { drift, policy, model } = the;
  if (!drift || !isConfirmedDrift(the)) return null;
  const features = driftedFeatures(drift);
  const evidence = [
    ...driftEvidence(drift),
    ...performanceEvidence(model),
    ...familiarEvidence(model),
    ...timeEvidence(model),
  ];
  if (enoughOutcomes(the))
    return diagnosed(mostWorse(model) >= LIKELY ? "harmful_drift" : "benign_drift", features, evidence);
  const known = { outcomes: plural(model.performance.labelled, "outcome"), needed: policy.min_labelled };
  const harm = estimatedHarm(model, policy);
  const estimate = estimateEvidence(model);
  if (harm === true)
    return diagnosed("harmful_drift", features, [...evidence, say("outcomesKnown", known), ...estimate]);
  const leansOn = (drift.weighted_share ?? drift.share) > policy.drift_share;
  if (harm === null && leansOn)
    return diagnosed("harmful_drift", features, [...evidence, say("outcomesKnownLeaning", known), ...estimate]);
  // Harmless as far as only the inputs have changed, which nobody has checked for too long.
  const unchecked = whyBlind(the);
  if (unchecked !== null) return diagnosed("blind", features, [unchecked, ...evidence, ...estimate]);
  return diagnosed("benign_drift", features, [...evidence, say("outcomesKnown", known), ...estimate]);
};

const outliers: Rule = ({ model, drift }) => {
  const found = (drift?.quality ?? []).filter(
    ({ kind, share }) =>
      (kind === "new_category" && share >= OUTLIERS.unknownCategory) ||
      (kind === "out_of_range" && share >= OUTLIERS.farOut),
  );
  const many = model.rejected_share > OUTLIERS.rejected || model.outlier_share > OUTLIERS.flagged;
  if (!many && found.length === 0) return null;
  const shares = say("rowsRefused", {
    ...{ refused: percent(model.rejected_share), flagged: percent(model.outlier_share) },
  });
  const columns = [...new Set(found.map(({ column }) => column))];
  return diagnosed("outliers", columns, [...(many ? [shares] : []), ...found.map(({ evidence }) => evidence)]);
};

const moreData: Rule = ({ model, policy }) => {
  const needed = Math.max(policy.min_labelled, Math.ceil(policy.refit_growth * model.trained_rows));
  if (model.new_labelled < needed) return null;
  return diagnosed(
    "more_data",
    [],
    [
      say("newToLive", {
        ...{ outcomes: plural(model.new_labelled, "outcome"), rows: plural(model.trained_rows, "row") },
      }),
    ],
  );
};

const blind: Rule = (the) => {
  const why = whyBlind(the);
  return why === null ? null : diagnosed("blind", [], [why, ...estimateEvidence(the.model)]);
};

/**
 * What is wrong with the model comes first: trouble of the service or the machine has its own question, and must never
 * hide that the answers are no longer right.
 */
const RULES: readonly Rule[] = [
  stoppedFeed,
  dataBreak,
  priorShift,
  conceptDrift,
  covariateDrift,
  serviceFault,
  hostPressureRule,
  outliers,
  blind,
  moreData,
];

/**
 * What kind of thing has happened to a model, the features responsible and the evidence in sentences.
 * Verdicts on the data need `policy.min_window` rows; drift needs `policy.confirmations` windows in a row
 * that are beyond chance together; a drop of the metric needs `policy.min_labelled` outcomes and more than noise.
 * @example diagnose(facts, { drifted: [true], broken: [], wealth: 4e6 }, policy).diagnosis // "benign_drift"
 */
export function diagnose(facts: Facts, history: History, policy: Policy): DiagnosisReport {
  const { model } = facts;
  const judged = model.window >= policy.min_window ? model.drift : null;
  const the: Case = { facts, model, drift: judged, history, policy };
  for (const rule of RULES) {
    const found = rule(the);
    if (found) return found;
  }
  const estimate = enoughOutcomes(the) ? [] : estimateEvidence(the.model);
  const evidence = [...driftEvidence(the.drift), ...performanceEvidence(the.model), ...estimate];
  return diagnosed("none", [], evidence.length > 0 ? evidence : [say("nothingSpeaksAgainst")]);
}
