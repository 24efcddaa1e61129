/** An answer's contributions as steps from the average to the answer, in a unit that a person reads. */
import type { Prediction } from "../../core/contract/predict.ts";
import { t } from "../texts/index.ts";
import { percent, quantity } from "./numbers.ts";

type Explained = Pick<
  Prediction,
  "prediction" | "probabilities" | "contributions" | "base_value" | "explained_class" | "explained_scale"
>;
type Contribution = NonNullable<Prediction["contributions"]>[number];

export interface Step {
  kind: "start" | "feature" | "rest" | "calibration" | "end";
  name: string;
  /** Of a feature, in words. */
  value?: string;
  /** Places on the axis. */
  from: number;
  to: number;
  /** What it added; empty at both ends. */
  effect: string;
  /** Where the answer stands after it; empty where the unit says nothing to a person. */
  now: string;
}

export interface Waterfall {
  steps: Step[];
  low: number;
  high: number;
}

interface Unit {
  /** From the raw score to the axis. */
  place(raw: number): number;
  effect(from: number, to: number): string;
  now(place: number): string;
}

const signed = (text: string, value: number): string => (value > 0 ? `+${text}` : text);

const shares: Omit<Unit, "place"> = {
  effect: (from, to) => {
    // What rounds to nothing has no sign.
    const points = Number((100 * (to - from)).toFixed(1)) || 0;
    return t.waterfall.points(signed(quantity(points, 3), points));
  },
  now: (place) => percent(place, place > 0 && (place < 0.01 || place > 0.99) ? 1 : 0),
};

const UNITS: Record<NonNullable<Prediction["explained_scale"]>, Unit> = {
  value: {
    place: (raw) => raw,
    effect: (from, to) => signed(quantity(to - from, 3), to - from),
    now: (x) => quantity(x),
  },
  log_value: {
    place: Math.exp,
    effect: (from, to) => signed(quantity(to - from, 3), to - from),
    now: (x) => quantity(x),
  },
  log_odds: { place: (raw) => 1 / (1 + Math.exp(-raw)), ...shares },
  probability: { place: (raw) => raw, ...shares },
  score: { place: (raw) => raw, effect: (from, to) => signed(quantity(to - from, 3), to - from), now: () => "" },
};

function shownValue({ value }: Contribution): string {
  if (value === null) return t.whatIf.empty;
  return typeof value === "number" ? quantity(value) : String(value).replace(/T00:00:00(\.000)?Z$/, "");
}

/** The answer on the axis of its reasons; null where it is on none (more than two classes). */
function answered(answer: Explained): number | null {
  const { prediction, probabilities, explained_class, explained_scale } = answer;
  if (explained_scale === "score") return null;
  if (probabilities) return probabilities[String(explained_class)] ?? null;
  return typeof prediction === "number" ? prediction : null;
}

/** Below this share of the axis a difference between the last step and the answer is rounding, not calibration. */
const ROUNDING = 0.002;

/**
 * Steps in the order of their size; those beyond `most` come as one.
 * @example waterfallOf(answer, 7).steps.at(-1) // { kind: "end", now: "83 %", … }
 */
export function waterfallOf(answer: Explained, most: number): Waterfall | null {
  const { contributions, base_value, explained_scale } = answer;
  if (!contributions || base_value === undefined || explained_scale === undefined) return null;
  const unit = UNITS[explained_scale];
  const sorted = contributions
    .filter(({ contribution }) => contribution !== 0)
    .toSorted((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
  // One alone is shown by its name.
  const shown = sorted.length <= most + 1 ? sorted : sorted.slice(0, most);
  const others = sorted.slice(shown.length);
  let raw = base_value;
  const step = (kind: Step["kind"], name: string, added: number): Step => {
    const from = unit.place(raw);
    raw += added;
    const to = unit.place(raw);
    return { kind, name, from, to, effect: unit.effect(from, to), now: unit.now(to) };
  };
  const place = unit.place(base_value);
  const steps: Step[] = [
    { kind: "start", name: t.waterfall.start, from: place, to: place, effect: "", now: unit.now(place) },
    ...shown.map((one) => ({ ...step("feature", one.feature, one.contribution), value: shownValue(one) })),
  ];
  if (others.length > 0)
    steps.push(
      step(
        "rest",
        t.waterfall.rest(quantity(others.length)),
        others.reduce((sum, one) => sum + one.contribution, 0),
      ),
    );
  const reached = unit.place(raw);
  const end = answered(answer) ?? reached;
  const places = [...steps.flatMap(({ from, to }) => [from, to]), end];
  const [low, high] = [Math.min(...places), Math.max(...places)];
  if (Math.abs(end - reached) > ROUNDING * Math.max(high - low, Math.abs(end)))
    steps.push({
      ...{ kind: "calibration", name: t.waterfall.calibration, from: reached, to: end },
      ...{ effect: unit.effect(reached, end), now: unit.now(end) },
    });
  steps.push({ kind: "end", name: t.waterfall.end, from: end, to: end, effect: "", now: unit.now(end) });
  return { steps, low, high };
}
