/**
 * The window that is forming, known by running facts: every row is looked at once, when it comes, and then forgotten.
 * What it says is provisional; the closed window is judged from its rows.
 */
import type { FormingWindow, ModelSchema } from "../../../contract/index.ts";
import type { CellValue, FeatureStatistics } from "../../../data/index.ts";
import { deriveSeed } from "../../../shared/index.ts";
import { psi } from "../../statistics/index.ts";
import { psiTail } from "../drift/null.ts";
import { cutsOf, rowsPerBin, sketchedNumberSide } from "../drift/sides.ts";
import { FALSE_DISCOVERY, LEAST_ROWS, qValues } from "../drift/verdict.ts";
import { createNumberCounts } from "./number-counts.ts";

/** Categories told apart beyond those of the reference; what more come are counted together. */
const MOST_NEW = 100;
const OTHERS = "\u0000others";

interface Watched {
  name: string;
  add(cell: CellValue): void;
  /** Rows per bin, reference and current; null where one side holds nothing. */
  counts(): { r: Float64Array; c: Float64Array } | null;
}

type Numbers = Extract<FeatureStatistics, { type: "number" | "datetime" }>;
type Categories = Exclude<FeatureStatistics, Numbers>;

const total = (counts: Float64Array): number => counts.reduce((sum, rows) => sum + rows, 0);

function watchNumbers(name: string, held: Numbers): Watched {
  const reference = sketchedNumberSide(held);
  const isEmpty = reference.sorted.length === 0;
  const cuts = isEmpty ? new Float64Array(0) : cutsOf(reference);
  const r = isEmpty ? null : rowsPerBin(reference, cuts);
  const live = createNumberCounts(cuts);
  return {
    name,
    add: (cell) => live.add(typeof cell === "number" ? cell : Number.NaN),
    counts() {
      const c = live.counts();
      return r && total(c) > 0 ? { r, c } : null;
    },
  };
}

function watchCategories(name: string, held: Categories): Watched {
  const known = Object.keys(held.counts);
  const counts = new Map<string, number>(known.map((level) => [level, 0]));
  let there = 0;
  return {
    name,
    add(cell) {
      if (cell === null) return;
      there++;
      const text = String(cell);
      const before = counts.get(text);
      if (before !== undefined) counts.set(text, before + 1);
      else if (counts.size < known.length + MOST_NEW) counts.set(text, 1);
      else counts.set(OTHERS, (counts.get(OTHERS) ?? 0) + 1);
    },
    counts() {
      if (there === 0 || held.rows === held.missing) return null;
      const levels = [...counts.keys()];
      return {
        r: Float64Array.from(levels, (level) => held.counts[level] ?? 0),
        c: Float64Array.from(levels, (level) => counts.get(level)!),
      };
    },
  };
}

export interface FormingFacts {
  readonly rows: number;
  /** When its first row came, epoch ms; null where none has. */
  readonly since: number | null;
  /** @param cells of one row, features in the schema's order; @param at when it came, epoch ms */
  add(cells: readonly CellValue[], at: number): void;
  /** @param warn least PSI that matters; @param seed of permutations */
  look(warn: number, seed: number): FormingWindow | null;
}

/**
 * @param statistics of the reference, held since training; a feature without any is not watched, nor one of time
 * @example const forming = createFormingWindow(schema, statistics); forming.add(cells, now); forming.look(0.1, 0)
 */
export function createFormingWindow(schema: ModelSchema, statistics: Record<string, FeatureStatistics>): FormingFacts {
  const watched = schema.features.map(({ name }): Watched | null => {
    const held = statistics[name];
    if (!held || schema.time.includes(name)) return null;
    return "quantiles" in held ? watchNumbers(name, held) : watchCategories(name, held);
  });
  let rows = 0;
  let since: number | null = null;
  return {
    get rows() {
      return rows;
    },
    get since() {
      return since;
    },
    add(cells, at) {
      rows++;
      since ??= at;
      for (let k = 0; k < watched.length; k++) watched[k]?.add(cells[k]!);
    },
    look(warn, seed) {
      if (since === null) return null;
      const told = { rows, since: new Date(since).toISOString() };
      if (rows < LEAST_ROWS) return { ...told, moved: [] };
      const measured = watched.flatMap((feature) => {
        const counts = feature?.counts();
        return feature && counts ? [{ name: feature.name, ...counts }] : [];
      });
      const p = measured.map(({ name, r, c }) => psiTail(r, c, deriveSeed(seed, name)).p_value);
      const q = qValues(p);
      const moved = measured.filter(({ r, c }, k) => psi(r, c) >= warn && q[k]! <= FALSE_DISCOVERY);
      return { ...told, moved: moved.map(({ name }) => name) };
    },
  };
}
