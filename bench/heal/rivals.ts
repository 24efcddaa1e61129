/** Other rules for when to refit on everything known: clocks, monitors, a threshold on the metric. */
import { type Column, columnNamed, sliceRows } from "../../core/data/index.ts";
import { createErrorMonitor, statistics } from "../../core/observe/index.ts";
import { FIRST, type Model } from "./contests.ts";
import type { Matrix } from "./matrix.ts";
import type { Scored } from "./score.ts";

export interface Schedule {
  /** For each block, the model that answered it. */
  served: Model[];
  refits: number;
}

/** At the end of block `at`: `known` blocks have their outcomes, `live` is what the live model knew. */
export type Rule = (at: number, known: number, live: number) => boolean;

const modelOf = (known: number): Model => ({ ...FIRST, halves: 2 * known });

/** @param delay blocks after which outcomes are known */
export function keepTo({ blocks }: Pick<Matrix, "blocks">, rule: Rule, delay: number): Schedule {
  const served: Model[] = [];
  let live = 0;
  let refits = 0;
  for (let at = 0; at < blocks; at++) {
    served.push(modelOf(live));
    const known = at + 1 - delay;
    if (known < 1 || at === blocks - 1 || !rule(at, known, live)) continue;
    live = known;
    refits++;
  }
  return { served, refits };
}

export const everyBlocks =
  (n: number): Rule =>
  (at) =>
    at % n === 0;

/** `n` refits, evenly spread from when the first outcomes are known. */
export function evenly({ blocks }: Pick<Matrix, "blocks">, n: number, delay: number): Rule {
  const open = blocks - 1 - delay;
  const at = new Set(Array.from({ length: n }, (_, k) => delay + Math.floor((k * open) / Math.max(1, n))));
  return (block) => at.has(block);
}

const rowsOf = ({ initial, block }: Matrix, at: number): [number, number] => [
  initial + at * block,
  initial + (at + 1) * block,
];

/** ADWIN on the losses of the live model, as river's users wire it. */
export function onErrors({ matrix, contests }: Scored): Rule {
  let monitor = createErrorMonitor();
  let watched = 0;
  let alarm = false;
  return (_, known, live) => {
    for (; watched < known; watched++)
      if (watched >= live)
        for (const loss of contests.losses(modelOf(live), ...rowsOf(matrix, watched)))
          alarm = monitor.update(loss).includes("adwin") || alarm;
    if (!alarm) return false;
    alarm = false;
    monitor = createErrorMonitor();
    return true;
  };
}

/** The metric of the newest known block is 15 % below that of the first, and a refit without it does better there. */
export function onMetric({ matrix, contests }: Scored): Rule {
  const sign = matrix.task === "regression" ? -1 : 1;
  const metric = (known: number, at: number) => contests.score(modelOf(known), ...rowsOf(matrix, at)).metric;
  return (_, known, live) => {
    if (known < 2) return false;
    const promised = metric(0, 0);
    const now = metric(live, known - 1);
    const fell = (sign * (promised - now)) / promised >= 0.15;
    return fell && sign * (metric(known - 1, known - 1) - now) > 0;
  };
}

/** Evidently's defaults: over 1,000 reference rows a distance of 0.1, else p < 0.05. */
function drifted(reference: Column, current: Column): boolean {
  const large = (reference.kind === "text" ? reference.codes : reference.values).length > 1000;
  if (reference.kind !== "text" && current.kind !== "text") {
    const [a, b] = [statistics.sortedValues(reference.values), statistics.sortedValues(current.values)];
    if (a.length === 0 || b.length === 0) return false;
    if (!large) return statistics.ks(a, b).p_value < 0.05;
    const sd = Math.sqrt(statistics.meanAndVariance(a).variance);
    return statistics.wasserstein(a, b) / Math.max(sd, 0.001) >= 0.1;
  }
  if (reference.kind !== "text" || current.kind !== "text") return false;
  const counts = ({ codes, levels }: typeof reference, all: string[]) => {
    const found = new Float64Array(all.length);
    for (const code of codes) if (code >= 0) found[all.indexOf(levels[code]!)]!++;
    return found;
  };
  const all = [...new Set([...reference.levels, ...current.levels])];
  const [a, b] = [counts(reference, all), counts(current, all)];
  return large ? statistics.jensenShannon(a, b) >= 0.1 : statistics.chiSquare(a, b).p_value < 0.05;
}

/** More than half of the columns of the newest block have drifted from what the live model learnt from. */
export const onDrift =
  ({ matrix: { features, initial, block } }: Scored): Rule =>
  (at, _, live) => {
    const before = sliceRows(features, 0, initial + live * block);
    const now = sliceRows(features, initial + at * block, initial + (at + 1) * block);
    const found = before.columns.filter((column) => drifted(column, columnNamed(now, column.name)!));
    return found.length > 0.5 * before.columns.length;
  };
