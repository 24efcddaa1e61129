/** The public JSON of `replay` and `simulate`. */
import { z } from "zod";
import { DecisionKind, Diagnosis, MetricName } from "./names.ts";

const score = z.number().nullable();
const three = z.object({ never: score, appliance: score, oracle: score });

export const ReplayBlock = three.extend({
  block: z.int(),
  rows: z.int(),
  version: z.string(),
  diagnosis: Diagnosis,
  decision: DecisionKind,
});
export type ReplayBlock = z.infer<typeof ReplayBlock>;

export const ReplayReport = z.object({
  rows: z.int(),
  initial: z.int(),
  block: z.int(),
  delay: z.int(),
  blocks: z.array(ReplayBlock),
  summary: three.extend({
    metric: MetricName,
    higher_is_better: z.boolean(),
    gap_closed: score,
    log_loss: three.nullable(),
    retrains: z.int(),
    promotions: z.int(),
    rejections: z.int(),
    rollbacks: z.int(),
    alarms: z.int(),
    incidents: z.int(),
  }),
  seconds: z.number(),
});
export type ReplayReport = z.infer<typeof ReplayReport>;

export const SimulatedDrift = z.enum([
  "none",
  "noise",
  "covariate",
  "concept",
  "prior",
  "unit",
  "missing",
  "outlier",
  "category",
]);
export type SimulatedDrift = z.infer<typeof SimulatedDrift>;

export const SimulateReport = z.object({
  out: z.string(),
  rows: z.int(),
  drift: z.object({ kind: SimulatedDrift, from: z.int(), columns: z.array(z.string()) }),
});
export type SimulateReport = z.infer<typeof SimulateReport>;
