/**
 * Isotonic calibration (Zadrozny & Elkan 2002) of two classes, as a line through the middles of its steps (centred
 * isotonic regression, Oron & Flournoy 2017): it rises everywhere, so that no two rows become a tie.
 */
import type { Calibration } from "../model.ts";
import type { Held } from "./held.ts";

/** Rows of a step, at least: fewer follow luck. */
const STEP_ROWS = 50;
/** No steeper: float32 answers must not be told apart by it. */
const STEEPEST = 20;

/** Sums over the rows of a step: of what was said, of what came true. */
interface Step {
  said: number;
  true: number;
  rows: number;
}

const place = ({ said, rows }: Step): number => said / rows;
/** With one row's worth of what was said, so that no step is a certainty. */
const share = (step: Step): number => (step.true + place(step)) / (step.rows + 1);

const merged = (a: Step, b: Step): Step => ({
  said: a.said + b.said,
  true: a.true + b.true,
  rows: a.rows + b.rows,
});

/** Neighbours become one step as long as they belong together. */
function pooled(steps: readonly Step[], belongTogether: (a: Step, b: Step) => boolean): Step[] {
  const kept: Step[] = [];
  for (const next of steps) {
    let step = next;
    for (let before = kept.at(-1); before && belongTogether(before, step); before = kept.at(-1)) {
      step = merged(before, step);
      kept.pop();
    }
    kept.push(step);
  }
  return kept;
}

/** Rising steps (pool adjacent violators, Ayer et al. 1955), each of enough rows, and none too steep. */
function stepsOf({ scores, truth }: Held): Step[] {
  const said = Float64Array.from(truth, (_, row) => scores.values[2 * row + 1]!);
  const order = Int32Array.from(truth.keys()).sort((a, b) => said[a]! - said[b]! || a - b);
  const rows = Array.from(order, (row): Step => ({ said: said[row]!, true: truth[row]!, rows: 1 }));
  const rising = pooled(rows, (a, b) => a.true / a.rows >= b.true / b.rows);
  const large = pooled(rising, (a) => a.rows < STEP_ROWS);
  const last = large.at(-1)!;
  if (last.rows < STEP_ROWS && large.length > 1) large.splice(-2, 2, merged(large.at(-2)!, last));
  return pooled(large, (a, b) => share(a) >= share(b) || share(b) - share(a) > STEEPEST * (place(b) - place(a)));
}

/**
 * @param held what a model of two classes said about rows that it had not seen
 * @returns null where there is but one step
 */
export function fitIsotonic(held: Held): Calibration | null {
  const steps = stepsOf(held);
  if (steps.length < 2) return null;
  const said = steps.map(place);
  const meant = steps.map(share);
  // Beyond the outer steps it goes halfway to 0 and to 1, where that is not too steep.
  const [low, high] = [meant[0]!, meant.at(-1)!];
  const lowest = Math.max(low / 2, low - STEEPEST * said[0]!);
  const highest = Math.min((1 + high) / 2, high + STEEPEST * (1 - said.at(-1)!));
  const points = [0, ...said, 1].map((x, at) => ({ said: x, meant: [lowest, ...meant, highest][at]! }));
  const curve = points.filter((point, at) => at === 0 || point.said > points[at - 1]!.said);
  return { slope: 1, offsets: [0, 0], smoothing: 0, curve };
}
