/**
 * Worlds that a served model is led through, window by window: what happens, what it may rightly be called, and what
 * is the right thing to do about it.
 */
import type { Diagnosis, Policy } from "../../contract/index.ts";
import { columnNamed, type Table } from "../../data/index.ts";
import { createRng, deriveSeed } from "../../shared/index.ts";
import type { Base } from "../bases/base.ts";
import { prior, SPOILS, USUAL_KINDS } from "../troubles.ts";

/** One window of rows, and what is reported of it. A window without anything is as the training was. */
export interface Step {
  /** How far the world has turned, 0 to 1. */
  concept?: number;
  kinds?: typeof USUAL_KINDS;
  /** The first class comes a quarter as often. */
  prior?: true;
  spoil?: keyof typeof SPOILS;
  /** What is reported of the outcomes: of a world that has turned round, none, one class (the smaller half) alone; the truth where absent. */
  reported?: "turned" | "none" | "one kind";
}

/**
 * The right thing to do. keep: nothing, but for a refit that its rows make better. test: a refit test, whatever
 * it says. promote: retrain, and the better version goes live. reweight: correct the prior odds. repair: set the rows
 * aside and propose what mends them. aside: set them aside until the feed is whole. roll back: the new version goes
 * again, or never answers everyone. ask: nothing that no outcome can judge goes live unasked. blind: say so and put
 * nothing live.
 */
export type Act = "keep" | "test" | "promote" | "reweight" | "repair" | "aside" | "roll back" | "ask" | "blind";

export interface HealingWorld {
  right: readonly Diagnosis[];
  act: Act;
  steps: readonly Step[];
  /** May be said as well where the rows do not show the harm. */
  rightUnshown?: Diagnosis;
  /** Outcomes of a window are reported so many windows after it. */
  delay: number;
  /** The window from which the time to heal is counted. */
  from: number;
  /**
   * Windows from the start of that one that nobody could do with less: the outcomes of its rows have to come in (or,
   * where the rows themselves tell, the rows), a drift has to be confirmed, a canary has to be asked.
   */
  least: number;
  policy?: Partial<Policy>;
  /** A version whose answers take three times as long. */
  slow?: string;
  /** Only where classes are predicted. */
  classesOnly?: true;
}

const times = (count: number, step: Step = {}): Step[] => Array.from({ length: count }, () => step);
const QUIET = times(2);
const DELAY = 1;
const TURNED: Step = { concept: 1 };
const MOSTLY = 0.75;
const CANARY: Partial<Policy> = { rollout: "canary", canary_shares: [50], trial_hours: 6 };
/** Outcomes of the window that changed are in. */
const KNOWN = 1 + DELAY;

export const HEALING_WORLDS = {
  "no change": { right: [], act: "keep", steps: times(12), delay: DELAY, from: 0, least: 1 },
  "covariate drift, harmless": {
    ...{ right: ["benign_drift"], act: "keep", delay: DELAY, from: 2, least: 2 },
    steps: [...QUIET, ...times(8, { kinds: { ...USUAL_KINDS, benign: MOSTLY } })],
  },
  "covariate drift, harmful": {
    ...{ right: ["harmful_drift"], act: "test", delay: DELAY, from: 2, least: 2 },
    steps: [...QUIET, ...times(8, { kinds: { ...USUAL_KINDS, harmful: MOSTLY } })],
  },
  "harmless drift, no outcomes": {
    // Only outcomes could say that it is harmless.
    ...{ right: ["blind"], act: "ask", delay: DELAY, from: 2, least: 2 },
    steps: [
      ...times(2, { reported: "none" }),
      ...times(6, { kinds: { ...USUAL_KINDS, benign: MOSTLY }, reported: "none" }),
    ],
  },
  "harmful drift, no outcomes": {
    ...{ right: ["harmful_drift"], rightUnshown: "blind", act: "ask", delay: DELAY, from: 2, least: 2 },
    steps: [
      ...times(2, { reported: "none" }),
      ...times(6, { kinds: { ...USUAL_KINDS, harmful: MOSTLY }, reported: "none" }),
    ],
  },
  "concept drift, sudden": {
    ...{ right: ["concept_drift"], act: "promote", delay: DELAY, from: 2, least: KNOWN },
    steps: [...QUIET, ...times(8, TURNED)],
  },
  "concept drift, gradual": {
    // Counted from the window in which the world has turned half way.
    ...{ right: ["concept_drift"], act: "promote", delay: DELAY, from: 4, least: KNOWN },
    steps: [...QUIET, { concept: 0.2 }, { concept: 0.4 }, { concept: 0.6 }, { concept: 0.8 }, ...times(6, TURNED)],
  },
  "concept drift, recurring": {
    // Counted from the second time that the world turns.
    ...{ right: ["concept_drift"], act: "promote", delay: DELAY, from: 10, least: KNOWN },
    steps: [...QUIET, ...times(4, TURNED), ...times(4), ...times(6, TURNED)],
  },
  "outcomes late": {
    ...{ right: ["concept_drift"], act: "promote", delay: 3, from: 4, least: 4 },
    steps: [...times(4), ...times(10, TURNED)],
  },
  "prior shift": {
    ...{ right: ["prior_shift"], act: "reweight", delay: DELAY, from: 2, least: KNOWN, classesOnly: true },
    steps: [...QUIET, ...times(8, { prior: true })],
  },
  "unit change": {
    ...{ right: ["data_break"], act: "repair", delay: DELAY, from: 2, least: 1 },
    steps: [...QUIET, ...times(6, { spoil: "unit" })],
  },
  sentinel: {
    ...{ right: ["data_break"], act: "repair", delay: DELAY, from: 2, least: 1 },
    steps: [...QUIET, ...times(6, { spoil: "sentinel" })],
  },
  "category renamed": {
    ...{ right: ["data_break"], act: "repair", delay: DELAY, from: 2, least: 1 },
    steps: [...QUIET, ...times(6, { spoil: "rename" })],
  },
  "stuck sensor": {
    ...{ right: ["data_break"], act: "aside", delay: DELAY, from: 2, least: 1 },
    steps: [...QUIET, ...times(2, { spoil: "stuck" }), ...times(5)],
  },
  "outlier burst": {
    ...{ right: ["outliers"], act: "keep", delay: DELAY, from: 2, least: 1 },
    steps: [...QUIET, ...times(3, { spoil: "burst" }), ...times(5)],
  },
  "outcomes lost": {
    ...{ right: ["blind"], act: "blind", delay: DELAY, from: 2, least: 4 },
    steps: [...QUIET, ...times(8, { reported: "none" })],
    policy: { blind_hours: 5 },
  },
  "outcomes of one kind lost": {
    ...{ right: ["blind"], act: "blind", delay: DELAY, from: 2, least: KNOWN },
    steps: [...QUIET, ...times(8, { reported: "one kind" })],
  },
  "poisoned outcomes, at once": {
    // The challenger is live when the truth is told again.
    ...{ right: ["concept_drift"], act: "roll back", delay: DELAY, from: 4, least: KNOWN },
    steps: [...QUIET, ...times(2, { reported: "turned" }), ...times(6)],
  },
  "poisoned outcomes, canary": {
    ...{ right: ["concept_drift"], act: "roll back", delay: DELAY, from: 4, least: KNOWN, policy: CANARY },
    steps: [...QUIET, ...times(2, { reported: "turned" }), ...times(6)],
  },
  "slow canary": {
    // One window more: the canary has to be asked.
    ...{ right: ["concept_drift"], act: "roll back", delay: DELAY, from: 2, least: KNOWN + 1, policy: CANARY },
    steps: [...QUIET, ...times(7, TURNED)],
    slow: "v0002",
  },
} satisfies Record<string, HealingWorld>;
export type HealingWorldName = keyof typeof HEALING_WORLDS;
export const HEALING_WORLD_NAMES = Object.keys(HEALING_WORLDS) as HealingWorldName[];

/** A window as it comes to the model, and its outcomes as they happened. */
export interface MadeWindow {
  table: Table;
  /** The same rows with the outcomes that are reported; equal to `table` where the truth is. */
  reported: Table;
  /** Rows whose outcome is reported. */
  isKnown(row: number): boolean;
}

/** Of two classes or more the first; of numbers the smaller half. */
function isOneKind(table: Table, { target, classes }: Base): (row: number) => boolean {
  const column = columnNamed(table, target)!;
  if (column.kind === "text") return (row) => column.levels[column.codes[row]!] === classes[0];
  const middle = [...column.values].sort((a, b) => a - b)[column.values.length >> 1]!;
  return (row) => column.values[row]! < middle;
}

/**
 * The rows of a step.
 * @param seed of the world; what is broken is broken alike in all of its windows
 * @param part which window of the world it is
 */
export function makeWindow(base: Base, step: Step, rows: number, seed: number, part: string): MadeWindow {
  const own = deriveSeed(seed, `${base.name} ${part}`);
  const make = (concept: number) => base.make({ rows, seed: own, concept, kinds: step.kinds ?? USUAL_KINDS });
  const drawn = make(step.concept ?? 0);
  const table = step.prior ? prior(drawn, base, createRng(own)) : drawn;
  const rng = createRng(step.spoil === "burst" ? own : deriveSeed(seed, `${base.name} spoil`));
  if (step.spoil) SPOILS[step.spoil](table, base, rng);
  const isOne = isOneKind(table, base);
  return {
    table,
    reported: step.reported === "turned" ? make(1) : table,
    isKnown: (row) => step.reported !== "none" && (step.reported !== "one kind" || isOne(row)),
  };
}
