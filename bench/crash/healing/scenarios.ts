/** Worlds in which something happens that has to be healed, block by block. */
import type { Policy, PolicyMode } from "../../../core/contract/index.ts";

export interface Block {
  /** How y follows from x. */
  slope: number;
  /** What x is multiplied by on its way to the model. */
  unit: number;
}

export interface Scenario {
  mode: PolicyMode;
  policy: Partial<Policy>;
  /** Nobody answers what waits for a person. */
  silent?: true;
  blocks: readonly Block[];
}

const blocks = (...parts: [count: number, slope: number, unit?: number][]): Block[] =>
  parts.flatMap(([count, slope, unit = 1]) => Array.from({ length: count }, () => ({ slope, unit })));

export const SCENARIOS = {
  "the world turns round": { mode: "automatic", policy: {}, blocks: blocks([1, 1], [4, -1]) },
  "the world turns round, and a person is asked": { mode: "approve", policy: {}, blocks: blocks([1, 1], [4, -1]) },
  "the world turns round, and back at once": { mode: "automatic", policy: {}, blocks: blocks([1, 1], [1, -1], [4, 1]) },
  "the world turns round, and the new version starts as a canary": {
    mode: "automatic",
    policy: { rollout: "canary", canary_shares: [50], trial_hours: 2 },
    // Long enough for the verification to end, whenever the trial did.
    blocks: blocks([1, 1], [8, -1]),
  },
  "the world turns round, and nobody answers": {
    ...{ mode: "approve", policy: { approval_hours: 30 }, silent: true },
    blocks: blocks([1, 1], [4, -1]),
  },
  "the unit changes": { mode: "automatic", policy: {}, blocks: blocks([1, 1], [5, 1, 1000]) },
} satisfies Record<string, Scenario>;

export type ScenarioName = keyof typeof SCENARIOS;
export const SCENARIO_NAMES = Object.keys(SCENARIOS) as ScenarioName[];
