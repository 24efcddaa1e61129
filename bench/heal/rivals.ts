/** Other rules for when to refit on everything known: clocks, monitors, a threshold on the metric. */
import { type Column, columnNamed, sliceRows } from "../../core/data/index.ts";
import { createErrorMonitor, statistics } from "../../core/observe/index.ts";
import { blockLosses, blockMetric, type Matrix } from "./matrix.ts";

export interface Played {
  /** For each block, how many blocks the model that answered it knew. */
  served: number[];
  refits: number;
}

/** At the end of block `at`: `known` blocks have their outcomes, `live` is what the live model knew. */
export type Rule = (at: number, known: number, live: number) => boolean;

/** Outcomes come one block late. */
export const DELAY = 1;

export function play({ blocks }: Matrix, rule: Rule): Played {
  const served: number[] = [];
  let live = 0;
  let refits = 0;
  for (let at = 0; at < blocks; at++) {
    served.push(live);
    const known = at + 1 - DELAY;
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

/** `n` refits, evenly spread. */
export function evenly({ blocks }: Matrix, n: number): Rule {
  const open = blocks - 1 - DELAY;
  const at = new Set(Array.from({ length: n }, (_, k) => DELAY + Math.floor((k * open) / Math.max(1, n))));
  return (block) => at.has(block);
}

/** ADWIN, Page-Hinkley and DDM on the losses of the live model, as river's users wire them. */
export function onErrors(matrix: Matrix): Rule {
  let monitor = createErrorMonitor();
  let watched = 0;
  let alarm = false;
  return (_, known, live) => {
    for (; watched < known; watched++)
      if (watched >= live)
        for (const loss of blockLosses(matrix, live, watched)) alarm = monitor.update(loss).includes("adwin") || alarm;
    if (!alarm) return false;
    alarm = false;
    monitor = createErrorMonitor();
    return true;
  };
}

/** The metric of the newest known block is 15 % below that of the first, and a refit without it does better there. */
export const onMetric =
  (matrix: Matrix): Rule =>
  (_, known, live) => {
    if (known < 2) return false;
    const sign = matrix.classes ? 1 : -1;
    const promised = blockMetric(matrix, 0, 0);
    const now = blockMetric(matrix, live, known - 1);
    const fell = (sign * (promised - now)) / promised >= 0.15;
    return fell && sign * (blockMetric(matrix, known - 1, known - 1) - now) > 0;
  };

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
  ({ features, initial, block }: Matrix): Rule =>
  (at, _, live) => {
    const before = sliceRows(features, 0, initial + live * block);
    const now = sliceRows(features, initial + at * block, initial + (at + 1) * block);
    const found = before.columns.filter((column) => drifted(column, columnNamed(now, column.name)!));
    return found.length > 0.5 * before.columns.length;
  };
