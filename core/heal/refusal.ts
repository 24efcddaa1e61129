/** Why the gate refused a version, in words that a person who knows no statistics can repeat. */
import { type GateVerdict, MetricName, metricWords, say } from "../contract/index.ts";
import { figure, percent } from "../observe/index.ts";
import { BETTER, type Check } from "./gate.ts";

const KNOWN: Record<string, (value: string, limit: string) => string> = {
  [BETTER]: (value, limit) => say("tooLittleBetter", { value, limit }),
  "not worse beyond noise": (value, limit) => say("tooMuchWorse", { value, limit }),
  "calibration not worse": (value, limit) => say("lessTrue", { value, limit }),
  "predictions finite and plausible": (value) => say("impossibleAnswers", { value }),
  "loss on the oldest rows not worse": (value, limit) => say("forgotten", { value, limit }),
  "cost of an answer not higher": (value, limit) => say("costsMore", { value, limit }),
  "microseconds per row": (value, limit) => say("tooSlow", { value, limit }),
};

const shown = (value: number | string | null): string => (typeof value === "number" ? figure(value) : String(value));

/** A paired t below minus this is no noise either. */
const CLEARLY = 2;

function reason({ name, value, limit }: Check): string {
  if (name === BETTER && typeof value === "number" && value < -CLEARLY)
    return say("worseBeyondNoise", { value: figure(value), limit: shown(limit) });
  if (name === "gain worth a change" && typeof value === "number" && typeof limit === "number")
    return say("gainsTooLittle", { value: percent(value), limit: percent(limit) });
  const metric = MetricName.safeParse(/^(\w+) not worse$/.exec(name)?.[1]);
  const told = { value: shown(value), limit: shown(limit) };
  if (metric.success) return say("metricIsWorse", { metric: metricWords(metric.data), ...told });
  return KNOWN[name]?.(told.value, told.limit) ?? say("otherCheck", { check: name, ...told });
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
