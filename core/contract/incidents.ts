/** Policies, decisions and incidents: how Homeostat acts, and how it tells of it. */
import { z } from "zod";
import { CostText } from "./cost.ts";
import { DecisionKind, Diagnosis, Metrics, PolicyMode, Timestamp } from "./names.ts";
import { Repair } from "./repairs.ts";
import { GateVerdict } from "./train.ts";

/**
 * How a version that passed the gate goes live: at once, or first beside the live one. `blue_green`: it is asked every
 * live row beside the live version, then everyone is switched to it, and the old one stands by until it has held.
 */
export const Rollout = z.enum(["instant", "shadow", "canary", "shadow_canary", "blue_green"]);
export type Rollout = z.infer<typeof Rollout>;

/** What may be done, when, and on which evidence. Every threshold is settable per model. */
export const Policy = z.object({
  mode: PolicyMode.default("approve"),
  /** Cron expression for scheduled refit tests; null for none. */
  schedule: z.string().nullable().default(null),
  psi_warn: z.number().default(0.1),
  psi_alert: z.number().default(0.25),
  drift_share: z.number().default(0.3),
  metric_drop: z.number().default(0.15),
  /** What answers cost, watched like the metric: `FP:1,FN:5`; numbers per unit: `OVER:1,UNDER:3`; null for no such metric. */
  cost: CostText.nullable().default(null),
  /** What the amounts are: `EUR`. */
  cost_unit: z.string().max(24).default(""),
  /** A column whose mean is off by this share of what it was at training is taken for a broken feed; null: a mean may move. */
  mean_jump: z.number().positive().nullable().default(null),
  /** Consecutive windows that must agree before drift counts. */
  confirmations: z.int().min(1).default(2),
  min_window: z.int().default(50),
  /** Newest labelled rows that judge a challenger and that it never trains on. */
  min_labelled: z.int().default(100),
  /** Critical value of the paired test between two versions where a person asks for a promotion. */
  refit_t: z.number().default(1.64),
  /** The same for a challenger that healing made, where this one test is all there is to go by, and for going back. */
  refit_alone_t: z.number().default(3),
  /** Critical value of the gains of earlier refit tests together; above it a better newest slice suffices. */
  refit_history_t: z.number().default(1.3),
  /** A challenger's loss must be smaller by this share at least. */
  refit_gain: z.number().default(0.01),
  /** A refit test is worth its cost where earlier ones let expect this gain, as a share of the loss. */
  refit_expected: z.number().default(0.08),
  /** But not before this many unseen labelled rows, as a share of the rows trained on. */
  refit_rest: z.number().default(0.065),
  /** Labelled rows between two refit tests, as a share of the rows trained on, where nothing else asks for one. */
  refit_growth: z.number().default(0.2),
  /** Columns whose groups no new version may serve worse than the live one, and by which share of the loss it may. */
  protected: z.array(z.string()).default([]),
  segment_margin: z.number().default(0.05),
  /** A new version may be worse on the first training set by this share of the loss; null where old rows may be forgotten. */
  old_margin: z.number().nullable().default(null),
  /** What an hour of this machine's work costs, in the unit of `cost`. */
  cost_per_hour: z.number().min(0).default(0),
  cooldown_minutes: z.number().default(60),
  /** Trainings allowed per day. */
  daily_budget: z.int().default(24),
  /** A retraining that no outcome can judge: a person is asked, also where all else is automatic. */
  without_outcomes: z.enum(["ask", "allow"]).default("ask"),
  blind_hours: z.number().default(168),
  service_error_share: z.number().default(0.05),
  canary_error_share: z.number().default(0.02),
  latency_p95_ms: z.number().default(200),
  /** For how long a release must have been slower than that before it goes back. */
  latency_minutes: z.number().min(0).default(5),
  rollout: Rollout.default("instant"),
  /** Percent of the requests that a canary answers, step by step; after the last it goes live. */
  canary_shares: z
    .array(z.number().gt(0).lte(100))
    .min(1)
    .refine((shares) => shares.every((share, i) => i === 0 || share > shares[i - 1]!), "shares must grow")
    .default([5, 25]),
  /** How much slower than the live version's the slowest 5 % of a canary's answers may be. */
  canary_latency_rise: z.number().default(0.2),
  /** How long a shadow or canary waits for enough outcomes to be compared by. */
  trial_hours: z.number().default(24),
  /** How long a repair waits for a person; then it is set aside. After half of it the person is told again. */
  approval_hours: z.number().positive().default(72),
  /** Cron expression for drift reports to keep; null for none but those of incidents. */
  report_schedule: z.string().nullable().default("0 6 * * 1"),
  /** Reports kept of a model; older ones are deleted. */
  reports_kept: z.int().min(1).max(10_000).default(60),
  /** Days that the prediction log is kept; older whole months go to the archive. */
  retention_days: z.int().min(1).max(36_500).default(90),
});
export type Policy = z.infer<typeof Policy>;

/** What is to be done, with its reasons in sentences. Pure data: it can be stored and replayed. */
const because = { reasons: z.array(z.string()).min(1) };
export const Decision = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("keep"), ...because }),
  z.object({ kind: z.literal("watch"), ...because }),
  z.object({
    kind: z.literal("quarantine"),
    columns: z.array(z.string()),
    /** What would make the rows right again; a person decides. */
    repairs: z.array(Repair).default([]),
    ...because,
  }),
  z.object({
    kind: z.literal("retrain"),
    why: z.enum(["drift", "performance", "expected_gain", "more_data", "schedule", "request"]),
    approval: z.boolean(),
    /** No outcomes: the training rows are weighted to look like the live ones. */
    weighted: z.boolean().default(false),
    ...because,
  }),
  z.object({ kind: z.literal("reweight"), ...because }),
  z.object({ kind: z.literal("promote"), version: z.string(), ...because }),
  /** `version`: the canary to take out; absent where it is the live version that goes. */
  z.object({ kind: z.literal("rollback"), version: z.string().optional(), ...because }),
  z.object({ kind: z.literal("hold"), ...because }),
  z.object({ kind: z.literal("defer"), minutes: z.number(), ...because }),
  z.object({ kind: z.literal("fallback"), ...because }),
]);
export type Decision = z.infer<typeof Decision>;

export const IncidentState = z.enum([
  "open",
  "diagnosing",
  "acting",
  "gating",
  "shadow",
  "canary",
  "promoting",
  "verifying",
  "closed",
  "rolled_back",
  "held",
]);
export type IncidentState = z.infer<typeof IncidentState>;

/** States in which nothing more happens by itself. `held` with `waiting` set asks a person. */
export const TERMINAL_STATES: readonly IncidentState[] = ["closed", "rolled_back", "held"];

export const IncidentStep = z.object({
  at: Timestamp,
  state: IncidentState,
  /** One plain sentence. */
  note: z.string(),
  data: z.record(z.string(), z.unknown()).optional(),
});
export type IncidentStep = z.infer<typeof IncidentStep>;

/** Both versions on the same rows with known outcomes, which the challenger was judged by before it learnt from them. */
export const Compared = z.object({ rows: z.int(), champion: Metrics, challenger: Metrics });
export type Compared = z.infer<typeof Compared>;

export const Incident = z.object({
  id: z.string(),
  model: z.string(),
  state: IncidentState,
  diagnosis: Diagnosis,
  decision: DecisionKind,
  opened_at: Timestamp,
  closed_at: Timestamp.nullable(),
  /** From the first contradicting evidence to detection, and from detection to recovery. */
  detected_ms: z.number().nullable(),
  recovered_ms: z.number().nullable(),
  evidence: z.array(z.string()),
  features: z.array(z.string()),
  /** True where a person must approve or reject. */
  waiting: z.boolean(),
  /** How long this machine has worked on it, ms. */
  worked_ms: z.number().default(0),
  champion: z.string().nullable(),
  challenger: z.string().nullable(),
  gate: GateVerdict.nullable(),
  outcome: z.string().nullable(),
  steps: z.array(IncidentStep),
});
export type Incident = z.infer<typeof Incident>;

/** What the newest refit test of an incident measured; null where none was made. */
export function comparedIn({ steps }: Pick<Incident, "steps">): Compared | null {
  const kept = steps.findLast(({ data }) => data?.compared !== undefined);
  return kept ? Compared.parse(kept.data?.compared) : null;
}

const MAKING: readonly IncidentState[] = ["open", "diagnosing", "acting", "gating"];
/** A challenger is being fitted or judged: nothing has gone live yet, and a person may stop it. */
export const isBeingMade = ({ decision, state }: Pick<Incident, "decision" | "state">): boolean =>
  (decision === "retrain" || decision === "reweight") && MAKING.includes(state);

/**
 * What the watch thought of a model and decided, for as long as both stayed the same: also where no incident was opened,
 * since watching is a decision too. The sentences are those of the newest turn.
 */
export const Judgement = z.object({
  model: z.string(),
  diagnosis: Diagnosis,
  decision: DecisionKind,
  features: z.array(z.string()),
  evidence: z.array(z.string()),
  reasons: z.array(z.string()),
  from: Timestamp,
  to: Timestamp,
  /** Turns of the watch that said so. */
  turns: z.int(),
  /** The incident that the decision opened. */
  incident: z.string().nullable(),
  /** Nothing has been decided since. */
  current: z.boolean(),
});
export type Judgement = z.infer<typeof Judgement>;
