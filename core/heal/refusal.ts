/** Why the gate refused a version, in words that a person who knows no statistics can repeat. */
import { type GateVerdict, MetricName, metricWords } from "../contract/index.ts";
import { figure, percent } from "../observe/index.ts";
import { BETTER, type Check } from "./gate.ts";

const KNOWN: Record<string, (value: string, limit: string) => string> = {
  [BETTER]: (value, limit) => `it is not clearly better (t = ${value}, more than ${limit} is needed)`,
  "not worse beyond noise": (value, limit) => `it is clearly worse (t = ${value}, at least ${limit} is needed)`,
  "calibration not worse": (value, limit) =>
    `its answers come true less well (off by ${value}, up to ${limit} is allowed)`,
  "predictions finite and plausible": (value) => `${value} of its answers are impossible`,
  "loss on the oldest rows not worse": (value, limit) =>
    `it has forgotten old rows (loss ${value}, up to ${limit} is allowed)`,
  "cost of an answer not higher": (value, limit) => `its answers cost more (${value}, up to ${limit} is allowed)`,
  "microseconds per row": (value, limit) => `it is too slow (${value} µs a row, up to ${limit} is allowed)`,
};

const shown = (value: number | string | null): string => (typeof value === "number" ? figure(value) : String(value));

function reason({ name, value, limit }: Check): string {
  if (name === "gain worth a change" && typeof value === "number" && typeof limit === "number")
    return `it would gain too little (${percent(value)}, ${percent(limit)} is worth a change)`;
  const metric = MetricName.safeParse(/^(\w+) not worse$/.exec(name)?.[1]);
  if (metric.success) return `its ${metricWords(metric.data)} is worse (${shown(value)}, the limit is ${shown(limit)})`;
  return KNOWN[name]?.(shown(value), shown(limit)) ?? `${name}: ${shown(value)}, the limit is ${shown(limit)}`;
}

/**
 * The checks that failed, as the end of a sentence.
 * @example refusal(gate) // "it is not clearly better (t = 1.764, more than 3 is needed)"
 */
export function refusal({ checks }: GateVerdict): string {
  const failed = checks.filter(({ ok }) => !ok);
  // What is not better at all gains nothing either: once is enough.
  const isWorse = failed.some(({ name }) => name === BETTER);
  return failed
    .filter(({ name }) => !(isWorse && name === "gain worth a change"))
    .map(reason)
    .join("; ");
}
