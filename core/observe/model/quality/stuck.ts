import { figure, plural, say } from "../../words.ts";
import type { Pair } from "../drift/pair.ts";
import type { NumberSide } from "../drift/sides.ts";
import type { Found } from "./finding.ts";

/** A run must be this long, this share of the window, and this many times the longest run of the reference. */
const LEAST_RUN = 30;
const SHARE = 0.3;
const TIMES = 5;
/** A reference in which one value fills more than this share may repeat it. */
const COMMON = 0.2;

/** The longest run of one value in row order, where it ends, and that value; missing cells end a run. */
function longestRun(values: Float64Array): { length: number; end: number; value: number } {
  let from = 0;
  let length = 0;
  let end = 0;
  for (let row = 1; row <= values.length; row++) {
    if (row < values.length && values[row] === values[row - 1]) continue;
    if (row - from > length && !Number.isNaN(values[from]!)) {
      length = row - from;
      end = row;
    }
    from = row;
  }
  return { length, end, value: values[end - 1] ?? Number.NaN };
}

/** The largest share that one value has in ascending values. */
function commonestShare(sorted: Float64Array): number {
  let most = 0;
  let from = 0;
  for (let i = 1; i <= sorted.length; i++) {
    if (i < sorted.length && sorted[i] === sorted[from]) continue;
    most = Math.max(most, i - from);
    from = i;
  }
  return most / Math.max(1, sorted.length);
}

/** How long one value may repeat: as long as in the reference; of a sketch, as its commonest value suggests. */
function usualRun(reference: NumberSide): number {
  if (reference.inOrder) return longestRun(reference.inOrder).length;
  // Held quantiles know no order: only a reference that hardly ever repeats a value speaks against a long run.
  return commonestShare(reference.sorted) <= 2 / reference.sorted.length ? 1 : Number.POSITIVE_INFINITY;
}

/** A stuck sensor: a value that used to vary repeats, far longer than it ever did in the reference. */
export function stuck(pair: Pair): Found[] {
  if (pair.kind !== "number" || pair.type !== "number" || !pair.current.inOrder) return [];
  const { reference, current, name } = pair;
  const run = longestRun(current.inOrder!);
  if (run.length < LEAST_RUN || run.length < SHARE * current.rows || reference.sorted.length === 0) return [];
  if (commonestShare(reference.sorted) > COMMON || run.length < TIMES * usualRun(reference)) return [];
  const until = run.end === current.rows ? say("toTheEnd") : say("upToRow", { row: run.end });
  const evidence = say("standsStill", {
    ...{ column: name, value: figure(run.value), rows: plural(run.length, "row"), until },
  });
  return [{ column: name, kind: "constant", evidence, share: run.length / current.rows, breaking: true }];
}
