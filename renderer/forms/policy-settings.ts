/** A model's policy as fields, and what is typed into them as values. */
import { Policy, Rollout } from "../../core/contract/incidents.ts";
import { shownNumber, typedNumber } from "./typed-number.ts";

/** `share`: typed in percent; `columns` are chosen from the model's features. */
export type PolicyKind = "number" | "share" | "text" | "numbers" | "columns" | "choice" | "schedule";
export type PolicyField = Exclude<keyof Policy, "mode">;
export interface PolicySpec {
  name: PolicyField;
  kind: PolicyKind;
}

const numbers = (...names: PolicyField[]): PolicySpec[] => names.map((name) => ({ name, kind: "number" }));
const shares = (...names: PolicyField[]): PolicySpec[] => names.map((name) => ({ name, kind: "share" }));
const one = (name: PolicyField, kind: PolicyKind): PolicySpec => ({ name, kind });

export const POLICY_GROUPS = [
  {
    name: "drift",
    fields: [
      ...numbers("psi_warn", "psi_alert"),
      ...shares("drift_share", "mean_jump"),
      ...numbers("confirmations", "min_window"),
    ],
  },
  {
    name: "performance",
    fields: [
      ...shares("metric_drop"),
      ...numbers("blind_hours"),
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
      ...shares("canary_error_share", "canary_latency_rise"),
      ...numbers("trial_hours", "approval_hours"),
      one("protected", "columns"),
      ...shares("segment_margin", "old_margin"),
    ],
  },
  {
    name: "repair",
    fields: [
      one("schedule", "schedule"),
      ...numbers("min_labelled", "refit_t", "refit_alone_t", "refit_history_t"),
      ...shares("refit_gain", "refit_expected", "refit_rest", "refit_growth"),
      ...numbers("cooldown_minutes", "daily_budget"),
    ],
  },
  { name: "service", fields: [...shares("service_error_share"), ...numbers("latency_p95_ms", "latency_minutes")] },
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

/** Left empty, it is switched off. */
const isOptional = (name: PolicyField): boolean => Policy.shape[name].safeParse(null).success;
/** Percent and shares without the dust of binary fractions. */
const round = (value: number): number => Number(value.toPrecision(12));

/** A setting as its field shows it. @example shownSetting("metric_drop", policy) // "15" */
export function shownSetting(name: PolicyField, policy: Policy): string {
  const value = policy[name];
  if (Array.isArray(value)) return value.join(KINDS.get(name) === "columns" ? "\n" : ", ");
  if (value === null) return "";
  if (typeof value !== "number") return value;
  return shownNumber(KINDS.get(name) === "share" ? round(value * 100) : value);
}
export const defaultOf = (name: PolicyField): string => shownSetting(name, DEFAULTS);

const parts = (text: string): string[] =>
  text
    .split(/[,;]/)
    .map((part) => part.trim())
    .filter((part) => part !== "");
const isNumber = (text: string): boolean => Number.isFinite(typedNumber(text));

/** True where a field holds what is no number and should be one. */
export function isWrong(name: PolicyField, text: string): boolean {
  const kind = KINDS.get(name);
  if (kind === "number" || kind === "share") return !isNumber(text) && !(text.trim() === "" && isOptional(name));
  return kind === "numbers" && (parts(text).length === 0 || !parts(text).every(isNumber));
}

/** What was typed, as the engine takes it; what does not fit is refused there, in words. */
export function typedSetting(name: PolicyField, text: string): unknown {
  const kind = KINDS.get(name);
  if (kind === "number" || kind === "share") {
    if (text.trim() === "") return null;
    return kind === "share" ? round(typedNumber(text) / 100) : typedNumber(text);
  }
  if (kind === "numbers") return parts(text).map(Number);
  if (kind === "columns") return text.split("\n").filter((column) => column !== "");
  if (kind === "choice" || name === "cost_unit") return text.trim();
  return text.trim() || null;
}
