/** Worlds in which one thing goes wrong, in windows of rows as the watch sees them: what diagnoses are scored on. */
import type { Diagnosis } from "../contract/index.ts";
import { columnNamed, type NumberColumn, type Table, takeRows } from "../data/index.ts";
import { createRng, deriveSeed, type Rng } from "../shared/index.ts";
import type { Base } from "./bases/base.ts";

/** One window of a world. */
export interface SimulatedWindow {
  table: Table;
  /** How many windows later its outcomes come; null where they never do. */
  outcomesAfter: number | null;
}

export interface SimulatedWorld {
  windows: SimulatedWindow[];
  /** What is wrong around the model. */
  around: "nothing" | "failing calls" | "a busy machine" | "silence";
}

/** Rare kinds of rows in the table that a model is trained on. */
export const USUAL_KINDS = { benign: 0.04, harmful: 0.04 };
export const WINDOW_ROWS = 500;
const MOSTLY = 0.75;

type Make = (changes?: { concept?: number; kinds?: typeof USUAL_KINDS }) => Table;
type Spoil = (table: Table, base: Base, rng: Rng) => void;

const numbersOf = (table: Table, name: string): Float64Array => (columnNamed(table, name) as NumberColumn).values;

const UNITS: readonly ((value: number) => number)[] = [
  (value) => value * 1000,
  (value) => value / 18.0182,
  (value) => value * 100,
  (value) => value / 1000,
  (value) => value * 7.500617,
];

const unit: Spoil = (table, base, rng) => {
  const values = numbersOf(table, base.driver);
  const convert = UNITS[rng.int(UNITS.length)]!;
  values.forEach((value, row) => {
    values[row] = convert(value);
  });
};
const sentinel: Spoil = (table, base, rng) => {
  const code = [-999, 9999, -1][rng.int(3)]!;
  const values = numbersOf(table, base.driver);
  values.forEach((_, row) => {
    if (rng.next() < 0.08) values[row] = code;
  });
};
const stuck: Spoil = (table, base, rng) => {
  const values = numbersOf(table, base.driver);
  const from = rng.int(WINDOW_ROWS / 2);
  values.fill(values.find((value) => !Number.isNaN(value))!, from);
};
const rename: Spoil = (table, base, rng) => {
  const column = columnNamed(table, base.category)!;
  if (column.kind !== "text") return;
  const level = rng.int(column.levels.length);
  const name = rng.next() < 0.5 ? column.levels[level]!.toUpperCase() : `kind ${rng.int(100)}`;
  column.levels = column.levels.map((each, k) => (k === level ? name : each));
};
const burst: Spoil = (table, base, rng) => {
  const values = numbersOf(table, base.driver);
  const known = values.filter((value) => !Number.isNaN(value));
  const largest = known.reduce((most, value) => Math.max(most, value), 0);
  values.forEach((_, row) => {
    if (rng.next() < 0.06) values[row] = largest * (3 + 4 * rng.next());
  });
};

/** What can be done to the rows of a window on their way to the model. */
export const SPOILS = { unit, sentinel, stuck, rename, burst };

/** The first class a quarter as common as it was. */
export function prior(table: Table, base: Base, rng: Rng): Table {
  const target = columnNamed(table, base.target)!;
  const first = (row: number) => target.kind === "text" && target.levels[target.codes[row]!] === base.classes[0];
  const rows = Array.from({ length: table.rows }, (_, row) => row).filter((row) => !first(row) || rng.next() < 0.25);
  return takeRows(table, rows);
}

const quiet = (make: Make, count: number, outcomesAfter: number | null = 1): SimulatedWindow[] =>
  Array.from({ length: count }, () => ({ table: make(), outcomesAfter }));

const turned = (make: Make, concepts: readonly number[], outcomesAfter = 1): SimulatedWindow[] =>
  concepts.map((concept) => ({ table: make({ concept }), outcomesAfter }));

const mixed = (make: Make, kinds: typeof USUAL_KINDS): SimulatedWindow[] => [
  ...quiet(make, 1),
  ...Array.from({ length: 4 }, () => ({ table: make({ kinds }), outcomesAfter: 1 })),
];

const spoilt =
  (spoil: Spoil) =>
  (make: Make, base: Base, rng: Rng): SimulatedWindow[] => {
    const windows = quiet(make, 3);
    spoil(windows[2]!.table, base, rng);
    return windows;
  };

interface Trouble {
  right: readonly Diagnosis[];
  around?: SimulatedWorld["around"];
  /** Only where classes are predicted. */
  classesOnly?: boolean;
  windows(make: Make, base: Base, rng: Rng): SimulatedWindow[];
}

/** What can go wrong, and what it may rightly be called when the last window has come. */
export const TROUBLES = {
  "no change": { right: ["none", "more_data"], windows: (make) => quiet(make, 4) },
  "benign covariate drift": {
    right: ["benign_drift"],
    windows: (make) => mixed(make, { benign: MOSTLY, harmful: USUAL_KINDS.harmful }),
  },
  "harmful covariate drift": {
    right: ["harmful_drift"],
    windows: (make) => mixed(make, { benign: USUAL_KINDS.benign, harmful: MOSTLY }),
  },
  "concept drift, sudden": { right: ["concept_drift"], windows: (make) => turned(make, [0, 0, 1, 1, 1]) },
  "concept drift, gradual": {
    right: ["concept_drift"],
    windows: (make) => turned(make, [0, 0.2, 0.4, 0.6, 0.8, 1, 1]),
  },
  "concept drift, recurring": {
    right: ["concept_drift"],
    windows: (make) => turned(make, [0, 1, 1, 0, 0, 0, 1, 1, 1]),
  },
  "concept drift, outcomes late": {
    right: ["concept_drift"],
    windows: (make) => turned(make, [0, 0, 1, 1, 1, 1, 1], 3),
  },
  "concept drift among other rows": {
    right: ["concept_drift"],
    windows: (make) => [
      ...quiet(make, 1),
      ...Array.from({ length: 4 }, () => ({
        table: make({ concept: 1, kinds: { benign: 0.5, harmful: USUAL_KINDS.harmful } }),
        outcomesAfter: 1,
      })),
    ],
  },
  "prior shift": {
    right: ["prior_shift"],
    classesOnly: true,
    windows: (make, base, rng) => [
      ...quiet(make, 1),
      ...Array.from({ length: 4 }, () => ({ table: prior(make(), base, rng), outcomesAfter: 1 })),
    ],
  },
  "unit change": { right: ["data_break"], windows: spoilt(unit) },
  sentinel: { right: ["data_break"], windows: spoilt(sentinel) },
  "category renamed": { right: ["data_break"], windows: spoilt(rename) },
  "stuck sensor": { right: ["data_break"], windows: spoilt(stuck) },
  "stopped feed": { right: ["data_break"], around: "silence", windows: (make) => quiet(make, 3) },
  "outlier burst": { right: ["outliers"], windows: spoilt(burst) },
  "outcomes lost": { right: ["blind"], windows: (make) => quiet(make, 4, null) },
  "failing service": { right: ["service_fault"], around: "failing calls", windows: (make) => quiet(make, 3) },
  "host pressure": { right: ["host_pressure"], around: "a busy machine", windows: (make) => quiet(make, 3) },
} satisfies Record<string, Trouble>;
export type TroubleName = keyof typeof TROUBLES;
export const TROUBLE_NAMES = Object.keys(TROUBLES) as TroubleName[];

/** Names of the troubles that a base can have. */
export const troublesOf = (base: Base): TroubleName[] =>
  TROUBLE_NAMES.filter((name) => !("classesOnly" in TROUBLES[name]) || base.task !== "regression");

/**
 * A world of one base in which one thing goes wrong.
 * @param rowsOfWindow rows of each window (fewer under a prior shift)
 * @example simulatedWorld(BASES[0]!, "unit change", 7).windows.length // 3
 */
export function simulatedWorld(
  base: Base,
  trouble: TroubleName,
  seed: number,
  rowsOfWindow = WINDOW_ROWS,
): SimulatedWorld {
  const rng = createRng(deriveSeed(seed, `${base.name} ${trouble}`));
  let made = 0;
  const make: Make = ({ concept = 0, kinds = USUAL_KINDS } = {}) => {
    made++;
    const part = deriveSeed(seed, `${base.name} ${trouble} window ${made}`);
    return base.make({ rows: rowsOfWindow, seed: part, concept, kinds });
  };
  const found: Trouble = TROUBLES[trouble];
  return { windows: found.windows(make, base, rng), around: found.around ?? "nothing" };
}
