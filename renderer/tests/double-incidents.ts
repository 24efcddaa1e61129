/** Made-up but plausible: three incidents, the gates that judged them, and the audit trail. */
import type { IncidentAccount, MonthlyAccount } from "../../core/contract/accounting.ts";
import type { Incident } from "../../core/contract/incidents.ts";
import type { AuditEntry } from "../../core/contract/registry.ts";
import { say } from "../../core/contract/sentences/say.ts";
import type { GateVerdict } from "../../core/contract/train.ts";
import { at, hash } from "./double-models.ts";

export const PASSED: GateVerdict = {
  passed: true,
  checks: [
    { name: "Better on the newest 100 labelled rows (paired t)", ok: true, value: 2.41, limit: 1.64 },
    { name: "Exported model agrees with the trained one", ok: true, value: 1.2e-7, limit: 1e-5 },
    { name: "Calibration error", ok: true, value: 0.041, limit: 0.05 },
    { name: "Answers within, ms", ok: true, value: 0.7, limit: 200 },
  ],
};

export const REFUSED: GateVerdict = {
  passed: false,
  checks: [
    { name: "Better on the newest 100 labelled rows (paired t)", ok: false, value: 0.62, limit: 1.64 },
    { name: "Exported model agrees with the trained one", ok: true, value: 1.1e-7, limit: 1e-5 },
  ],
};

const STAYS = say("staysLive", {
  ...{ challenger: "v0003", champion: "v0002", rows: 200, t: 3.2, how: say("isNoWorse") },
});
const MOVED = say("featuresDrifted", {
  ...{ share: "38 %", weighted: say("byImportance", { share: "61 %" }), names: "Glucose, BMI, Age" },
});

export function incidents(now: number): Incident[] {
  return [
    {
      id: "INC-0007",
      model: "diabetes",
      state: "held",
      diagnosis: "harmful_drift",
      decision: "retrain",
      opened_at: at(now, 4),
      closed_at: null,
      detected_ms: 5_400_000,
      recovered_ms: null,
      evidence: [
        MOVED,
        say("metricBesidePromise", {
          ...{ metric: "ROC-AUC", value: 0.741, interval: say("interval", { low: 0.671, high: 0.811 }) },
          ...{ outcomes: "214 outcomes", change: say("worseThan", { drop: "12 %" }), promised: 0.838 },
        }),
        say("strongest", { name: "Glucose", reason: "mean 121 → 143", psi: 0.41, part: "" }),
      ],
      features: ["Glucose", "BMI", "Age"],
      waiting: true,
      worked_ms: 42_000,
      champion: "v0003",
      challenger: "v0004",
      gate: PASSED,
      outcome: null,
      steps: [
        { at: at(now, 4), state: "open", note: MOVED },
        {
          at: at(now, 3.9),
          state: "diagnosing",
          note: say("planTest"),
        },
        {
          at: at(now, 3.2),
          state: "gating",
          note: say("clearlyBetter", {
            ...{ rows: 226, t: 3.41, recipe: say("asTrained"), on: say("everything"), challenger: "v0004" },
          }),
          data: {
            compared: {
              rows: 100,
              champion: { accuracy: 0.712, roc_auc: 0.741 },
              challenger: { accuracy: 0.79, roc_auc: 0.836 },
            },
          },
        },
        {
          at: at(now, 3.1),
          state: "held",
          note: say("betterWaits", { challenger: "v0004", live: "v0003" }),
        },
      ],
    },
    {
      id: "INC-0006",
      model: "diabetes",
      state: "closed",
      diagnosis: "concept_drift",
      decision: "retrain",
      opened_at: at(now, 9.2 * 24),
      closed_at: at(now, 9 * 24),
      detected_ms: 7_200_000,
      recovered_ms: 1_320_000,
      evidence: [
        say("metricBesidePromise", {
          ...{ metric: "Accuracy", value: 0.651, interval: "", outcomes: "180 outcomes" },
          ...{ change: say("worseThan", { drop: "16 %" }), promised: 0.777 },
        }),
        say("errorsChanged", { detectors: "ADWIN" }),
      ],
      features: [],
      waiting: false,
      worked_ms: 31_000,
      champion: "v0002",
      challenger: "v0003",
      gate: PASSED,
      outcome: STAYS,
      steps: [
        { at: at(now, 9.2 * 24), state: "open", note: say("planTest") },
        {
          at: at(now, 9.15 * 24),
          state: "acting",
          note: say("clearlyBetter", {
            ...{ rows: 180, t: 4.02, recipe: say("calmer"), on: say("weightedByAge", { share: "1/4" }) },
            challenger: "v0003",
          }),
        },
        { at: at(now, 9.1 * 24), state: "gating", note: say("passedGate", { challenger: "v0003" }) },
        { at: at(now, 9.05 * 24), state: "promoting", note: say("decidesWhetherStays", { challenger: "v0003" }) },
        { at: at(now, 9 * 24), state: "closed", note: STAYS },
      ],
    },
    {
      id: "INC-0005",
      model: "bike_demand",
      state: "closed",
      diagnosis: "data_break",
      decision: "quarantine",
      opened_at: at(now, 15 * 24),
      closed_at: at(now, 14.6 * 24),
      detected_ms: 600_000,
      recovered_ms: 34_000_000,
      evidence: [
        say("unitChanged", {
          ...{ column: "temp", conversion: say("converted", { from: "°C", to: "°F" }), share: "100 %" },
          ...{ before: 15.4, now: 59.7 },
        }),
      ],
      features: ["temp"],
      waiting: false,
      worked_ms: 31_000,
      champion: "v0002",
      challenger: null,
      gate: null,
      outcome: say("dataWhole"),
      steps: [
        { at: at(now, 15 * 24), state: "open", note: say("brokenNotWorld") },
        {
          at: at(now, 15 * 24),
          state: "acting",
          note: say("servingGoesOn"),
        },
        { at: at(now, 14.6 * 24), state: "closed", note: say("dataWhole") },
      ],
    },
  ];
}

export function audit(now: number): AuditEntry[] {
  const entries: [string, string, string, Record<string, unknown>][] = [
    ["user", "register", "diabetes@v0001", { learner: "gradient_boosting", rows: 768 }],
    ["user", "promote", "diabetes@v0001", { from: null, reason: say("firstVersion") }],
    ["user", "register", "bike_demand@v0001", { learner: "gradient_boosting", rows: 14_303 }],
    ["user", "promote", "bike_demand@v0001", { from: null, reason: say("firstVersion") }],
    ["homeostat", "register", "diabetes@v0002", { trigger: "more_data", rows: 1012 }],
    [
      "homeostat",
      "promote",
      "diabetes@v0002",
      { from: "v0001", reason: say("betterBeyondNoise", { live: "v0001", incident: "INC-0004" }) },
    ],
    ["user", "policy", "diabetes", { mode: "approve" }],
    ["homeostat", "quarantine", "bike_demand", { incident: "INC-0005", columns: ["temp"] }],
    ["homeostat", "register", "bike_demand@v0002", { trigger: "schedule", rows: 17_379 }],
    [
      "homeostat",
      "promote",
      "bike_demand@v0002",
      { from: "v0001", reason: say("betterBeyondNoise", { live: "v0001", incident: "INC-0004" }) },
    ],
    ["homeostat", "register", "diabetes@v0003", { trigger: "performance", rows: 1240 }],
    ["user", "approve", "INC-0006", { version: "v0003" }],
    [
      "homeostat",
      "promote",
      "diabetes@v0003",
      {
        ...{ from: "v0002", reason: say("betterBeyondNoise", { live: "v0002", incident: "INC-0006" }) },
      },
    ],
    ["homeostat", "register", "diabetes@v0004", { trigger: "drift", rows: 1466 }],
  ];
  return entries.map(([actor, action, subject, detail], i) => ({
    seq: i + 1,
    at: at(now, (entries.length - i) * 51),
    actor,
    action,
    subject,
    detail,
    hash: hash(40 + i),
  }));
}

/** What one of the double's incidents brought. */
export const accountOf = (incident: Incident): IncidentAccount => ({
  ...{ incident: incident.id, model: incident.model, opened_at: incident.opened_at, state: incident.state },
  ...{ diagnosis: incident.diagnosis, decision: incident.decision, act_ms: 900_000, answers: [] },
  ...{ detect_ms: incident.detected_ms, recover_ms: incident.recovered_ms, compute_seconds: incident.worked_ms / 1000 },
  won: incident.challenger === null ? null : { rows: 200, loss: "log_loss", before: 0.51, after: 0.42 },
  saved: incident.challenger === null ? null : { per_answer: 0.19, total: 155, unit: "EUR" },
  corrected: 0,
});

/** What the double's incidents come to; the figures that only an engine can know are made up. */
export function monthlyAccount(all: readonly Incident[], month: string): MonthlyAccount {
  const incidents = all.filter(({ opened_at }) => opened_at.startsWith(month));
  const promoted = incidents.filter(({ state, challenger }) => state === "closed" && challenger !== null);
  return {
    ...{ month, answers: 18_204, incidents: incidents.length, promotions: promoted.length, refused: 1, rollbacks: 0 },
    ...{
      quarantines: 0,
      detect_ms: 5_400_000,
      recover_ms: 7_200_000,
      compute_seconds: 73,
      loss_won: 0.18,
      corrected: 0,
    },
    ...{ saved: [{ unit: "EUR", total: 1240 }], accounts: [] },
  };
}
