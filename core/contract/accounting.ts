/** What incidents took and what they brought, one by one and by the month. */
import { z } from "zod";
import { DecisionKind, Diagnosis, Timestamp } from "./names.ts";

export const IncidentAccount = z.object({
  incident: z.string(),
  model: z.string(),
  opened_at: Timestamp,
  diagnosis: Diagnosis,
  decision: DecisionKind,
  state: z.string(),
  /** From the first contradicting evidence to detection; to the first change of what answers; to recovery. */
  detect_ms: z.number().nullable(),
  act_ms: z.number().nullable(),
  recover_ms: z.number().nullable(),
  /** Work of this machine for it: fits, comparisons, exports. */
  compute_seconds: z.number(),
  /** Answers given while it was open, by version. */
  answers: z.array(z.object({ version: z.string(), answers: z.int() })),
  /** Mean loss per labelled row since the switch, of the version that went and of the one that came; null where none did or no outcome says so. */
  won: z.object({ rows: z.int(), loss: z.enum(["log_loss", "mse"]), before: z.number(), after: z.number() }).nullable(),
  /** The same rows in the user's own unit, by the policy's cost; null where none is set. */
  saved: z.object({ per_answer: z.number(), total: z.number(), unit: z.string() }).nullable(),
  /** Answers given on broken values that were corrected. */
  corrected: z.int(),
});
export type IncidentAccount = z.infer<typeof IncidentAccount>;

export const MonthlyAccount = z.object({
  /** `2026-11`, UTC. */
  month: z.string(),
  answers: z.int(),
  incidents: z.int(),
  promotions: z.int(),
  refused: z.int(),
  rollbacks: z.int(),
  quarantines: z.int(),
  /** Medians over the incidents that have them. */
  detect_ms: z.number().nullable(),
  recover_ms: z.number().nullable(),
  compute_seconds: z.number(),
  /** Mean share of the loss that promotions took away, on the labelled rows since. */
  loss_won: z.number().nullable(),
  /** By unit. */
  saved: z.array(z.object({ unit: z.string(), total: z.number() })),
  corrected: z.int(),
  accounts: z.array(IncidentAccount),
});
export type MonthlyAccount = z.infer<typeof MonthlyAccount>;
