/** A model's policy as fields, and what is typed into them as values. */
import { Policy, Rollout } from "../../core/contract/incidents.ts";

/** `amount` may be left empty, which switches it off; `columns` are chosen from the model's features. */
export type PolicyKind = "number" | "amount" | "text" | "numbers" | "columns" | "choice" | "schedule";
export type PolicyField = Exclude<keyof Policy, "mode">;
export interface PolicySpec {
  name: PolicyField;
  kind: PolicyKind;
}

const numbers = (...names: PolicyField[]): PolicySpec[] => names.map((name) => ({ name, kind: "number" }));
const one = (name: PolicyField, kind: PolicyKind): PolicySpec => ({ name, kind });

export const POLICY_GROUPS = [
  {
    name: "drift",
    fields: [
      ...numbers("psi_warn", "psi_alert", "drift_share"),
      one("mean_jump", "amount"),
      ...numbers("confirmations", "min_window"),
    ],
  },
  {
    name: "performance",
    fields: [
      ...numbers("metric_drop", "blind_hours"),
      one("cost", "text"),
      one("cost_unit", "text"),
      ...numbers("cost_per_hour"),
    ],
  },
  {
    name: "change",
    fields: [
      one("without_outcomes", "choice"),
      one("rollout", "choice"),
      one("canary_shares", "numbers"),
      ...numbers("canary_error_share", "canary_latency_rise", "trial_hours", "approval_hours"),
      one("protected", "columns"),
      ...numbers("segment_margin"),
      one("old_margin", "amount"),
    ],
  },
  {
    name: "repair",
    fields: [
      one("schedule", "schedule"),
      ...numbers(
        ...(["min_labelled", "refit_t", "refit_alone_t", "refit_history_t", "refit_gain", "refit_expected"] as const),
        ...(["refit_rest", "refit_growth", "cooldown_minutes", "daily_budget"] as const),
      ),
    ],
  },
  { name: "service", fields: numbers("service_error_share", "latency_p95_ms", "latency_minutes") },
  { name: "log", fields: [one("report_schedule", "schedule"), ...numbers("reports_kept", "retention_days")] },
] as const satisfies { name: string; fields: PolicySpec[] }[];

const KINDS = new Map<PolicyField, PolicyKind>(
  POLICY_GROUPS.flatMap(({ fields }) => fields as readonly PolicySpec[]).map(({ name, kind }) => [name, kind]),
);

export const CHOICES: Partial<Record<PolicyField, readonly string[]>> = {
  rollout: Rollout.options,
  without_outcomes: Policy.shape.without_outcomes.unwrap().options,
};

const DEFAULTS = Policy.parse({});

/** A setting as its field shows it. @example shownSetting("canary_shares", policy) // "5, 25" */
export function shownSetting(name: PolicyField, policy: Policy): string {
  const value = policy[name];
  if (Array.isArray(value)) return value.join(KINDS.get(name) === "columns" ? "\n" : ", ");
  return value === null ? "" : String(value);
}
export const defaultOf = (name: PolicyField): string => shownSetting(name, DEFAULTS);

const parts = (text: string): string[] =>
  text
    .split(/[,;]/)
    .map((part) => part.trim())
    .filter((part) => part !== "");
const isNumber = (text: string): boolean => text.trim() !== "" && Number.isFinite(Number(text));

/** True where a field holds what is no number and should be one. */
export function isWrong(name: PolicyField, text: string): boolean {
  const kind = KINDS.get(name);
  if (kind === "number") return !isNumber(text);
  if (kind === "amount") return text.trim() !== "" && !isNumber(text);
  return kind === "numbers" && (parts(text).length === 0 || !parts(text).every(isNumber));
}

/** What was typed, as the engine takes it; what does not fit is refused there, in words. */
export function typedSetting(name: PolicyField, text: string): unknown {
  const kind = KINDS.get(name);
  if (kind === "number") return Number(text);
  if (kind === "amount") return text.trim() === "" ? null : Number(text);
  if (kind === "numbers") return parts(text).map(Number);
  if (kind === "columns") return text.split("\n").filter((column) => column !== "");
  if (kind === "choice" || name === "cost_unit") return text.trim();
  return text.trim() || null;
}
