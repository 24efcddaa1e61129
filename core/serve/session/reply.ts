/** From scores to what is said: one compiled function per live version. */
import type { ClassLabel, Flag } from "../../contract/index.ts";
import { labelText } from "../../data/index.ts";
import type { LoggedOutput } from "../log/queries.ts";
import type { LiveVersion, Scored } from "./live-version.ts";

/** `Net Sales ($)` → `predicted_net_sales_`: lower case, every other run of characters `_`. */
export const predictedName = (target: string): string =>
  `predicted_${target.toLowerCase().replace(/[^a-z0-9]+/g, "_")}`;

export type Answered = LoggedOutput & { prediction: ClassLabel; flags: Flag[] };

function regression(interval: { radius: number; coverage: number } | null, { scores }: Scored, row: number) {
  const prediction = scores.values[row]!;
  if (!interval) return { prediction };
  const { radius, coverage } = interval;
  return { prediction, interval: { low: prediction - radius, high: prediction + radius, coverage } };
}

function classes(labels: readonly ClassLabel[], names: readonly string[], scored: Scored, row: number) {
  const { outputs, values } = scored.scores;
  const decided = scored.labels![row]!;
  // fromEntries defines its keys, so that a class named __proto__ stays a key.
  const probabilities = Object.fromEntries(names.map((name, code) => [name, values[row * outputs + code]!]));
  return { prediction: labels[decided]!, probability: values[row * outputs + decided]!, probabilities };
}

/** @returns what a row is answered and logged with; `degraded` joins the flags of validation */
export function answerer({ schema, fitted }: LiveVersion): (scored: Scored, row: number, flags: Flag[]) => Answered {
  const names = schema.classes.map(labelText);
  return (scored, row, flags) => ({
    ...(schema.task === "regression"
      ? regression(fitted.interval, scored, row)
      : classes(schema.classes, names, scored, row)),
    flags: scored.degraded ? [...flags, "degraded"] : flags,
  });
}
