/** Was a world called what it is, was the right thing done, how soon, and is the model that is left no worse? */
import type { Diagnosis, Incident, Repair, TrialFacts } from "../../contract/index.ts";
import type { Base } from "../bases/base.ts";
import type { End } from "./end.ts";
import type { Played, Turn } from "./play.ts";
import type { Act, HealingWorld } from "./worlds.ts";

export interface Verdict {
  /** What it was called first, from the window of the change on. */
  diagnosis: Diagnosis;
  isCalledRight: boolean;
  /** Null where the right thing was done and nothing else, else what was wrong. */
  wrong: string | null;
  /** Windows from the start of the change to the right act; null where it was not done, or nothing was to be done. */
  windows: number | null;
  /** Within twice what nobody could do with less. */
  isInTime: boolean;
  /** Than a version 1 that was left alone. */
  isWorse: boolean;
}

/** Says nothing about what happened: more rows come in every world, and before the first outcome all are blind. */
const NEUTRAL: readonly Diagnosis[] = ["none", "more_data", "blind"];
/** Worse is what costs more than this share of the loss, and more standard errors than these, on fresh rows. */
const WORSE = { share: 0.01, t: 2.5 };

const isWorse = ({ ours, never, t }: End): boolean => ours - never > WORSE.share * never && t > WORSE.t;

const started = (incident: Incident) => incident.steps.find(({ state }) => state === "open")?.data?.decision;
const isPromoted = ({ state, challenger, champion, steps }: Incident): boolean =>
  challenger !== null &&
  challenger !== champion &&
  state !== "rolled_back" &&
  steps.some((step) => step.state === "verifying");

/** Incidents that were opened at turn `from` or later. */
function since(turns: readonly Turn[], at: number, from: number): Incident[] {
  const before = new Set((turns[from - 1]?.incidents ?? []).map(({ id }) => id));
  return turns[at]!.incidents.filter(({ id }) => !before.has(id));
}

/** What a turn called it: the watch, and the incidents that it opened, as their refit tests left them. */
const calledAt = (turns: readonly Turn[], at: number): Diagnosis[] => [
  turns[at]!.diagnosis,
  ...since(turns, at, at).map(({ diagnosis }) => diagnosis),
];

const FIRST = "v0001";
const REPAIRS: Record<string, Repair["kind"]> = { unit: "convert", sentinel: "sentinel", rename: "rename" };

function isRightRepair(incident: Incident, base: Base, world: HealingWorld): boolean {
  const { repairs = [] } = started(incident) as { repairs?: Repair[] };
  const kind = REPAIRS[world.steps.at(-1)!.spoil ?? ""];
  const column = kind === "rename" ? base.category : base.driver;
  return (
    repairs.length === 1 && repairs.every((each) => each.kind === kind && "column" in each && each.column === column)
  );
}

const trialOf = (incident: Incident): TrialFacts | null =>
  (incident.steps.findLast(({ state }) => state === "rolled_back")?.data?.trial ?? null) as TrialFacts | null;

interface Case {
  base: Base;
  world: HealingWorld;
  turns: readonly Turn[];
  /** Incidents since the change, at the turn asked about. */
  found: Incident[];
  now: Turn;
  end: End;
}

/** True from the turn on at which the right thing has been done; always where it is to leave things alone. */
const DONE: Record<Act, (the: Case) => boolean> = {
  keep: () => true,
  test: ({ found }) => found.some(({ decision }) => decision === "retrain"),
  promote: ({ found, now }) =>
    found.some((each) => each.decision === "retrain" && isPromoted(each) && each.challenger === now.production),
  reweight: ({ found }) => found.some((each) => each.decision === "reweight" && isPromoted(each)),
  repair: ({ base, world, found }) =>
    found.some((each) => each.decision === "quarantine" && isRightRepair(each, base, world)),
  aside: ({ found }) => found.some(({ decision }) => decision === "quarantine"),
  "roll back": ({ world, turns, now }) => {
    if (world.policy?.rollout !== "canary") {
      const poisoned = turns.slice(0, world.from + 1).map(({ production }) => production);
      return now.production === FIRST || !poisoned.includes(now.production);
    }
    return now.incidents.some((each) => {
      const trial = trialOf(each);
      const wasLive = turns.some(({ production }) => production === each.challenger);
      return (
        !wasLive && (world.slow ? trial?.latency === "bad" && each.challenger === world.slow : trial?.loss === "bad")
      );
    });
  },
  ask: () => true,
  blind: ({ now }) => now.diagnosis === "blind",
};

/** What must not have happened by the end; null where it did not. */
const NOTHING_ELSE: Record<Act, (the: Case) => string | null> = {
  keep: ({ found, end }) => {
    const undone = found.find(({ state }) => state === "rolled_back");
    if (undone) return `${undone.challenger} was rolled back`;
    const promoted = found.find(isPromoted);
    if (promoted && end.ours > end.never) return `${promoted.challenger} is no better`;
    return other(found, ["retrain"]);
  },
  test: ({ found }) => other(found, ["retrain"]),
  promote: ({ found }) => other(found, ["retrain"]),
  reweight: ({ found }) => {
    // Newest first.
    const sooner = found.findLast(isPromoted);
    return sooner && sooner.decision !== "reweight"
      ? `${sooner.decision} came first`
      : other(found, ["reweight", "retrain"]);
  },
  repair: ({ found, now }) => {
    const breaks = found.filter(({ decision }) => decision === "quarantine");
    if (breaks.length > 1) return `${breaks.length} breaks`;
    if (breaks[0]!.state !== "closed") return `the break is ${breaks[0]!.state}`;
    return now.repairs.length === 1
      ? other(found, ["quarantine", "retrain"])
      : `${now.repairs.length} repairs in force`;
  },
  aside: ({ found }) => {
    const [first, ...more] = found.filter(({ decision }) => decision === "quarantine");
    if (more.length > 0) return `${1 + more.length} breaks`;
    return first!.state === "closed" ? other(found, ["quarantine", "retrain"]) : `the break is ${first!.state}`;
  },
  "roll back": ({ found }) => other(found, ["retrain", "rollback"]),
  ask: ({ found, now }) => (now.production === FIRST ? other(found, ["retrain"]) : `${now.production} is live`),
  blind: ({ found }) => {
    const promoted = found.find(isPromoted);
    return promoted ? `${promoted.challenger} went live` : other(found, ["retrain"]);
  },
};

function other(found: readonly Incident[], allowed: readonly Incident["decision"][]): string | null {
  const strange = found.find(({ decision }) => !allowed.includes(decision));
  return strange ? `${strange.decision} for ${strange.diagnosis}` : null;
}

/** A version that learnt what was not so and is no worse for it may stay. */
const notDone = ({ act, policy }: HealingWorld, end: End): string | null =>
  act === "roll back" && policy?.rollout !== "canary" && !isWorse(end) ? null : "not done";

/** @param played the whole world */
export function judgeWorld(base: Base, world: HealingWorld, { turns, end }: Played): Verdict {
  const changed = world.steps.findIndex((step, at) => step !== world.steps[0] && at > 0);
  // Before its outcomes are in, or a drift is confirmed, nobody can know what it is.
  const known = changed < 0 ? 0 : changed + world.least - 1;
  const said = turns.flatMap((_, at) => (at < known ? [] : calledAt(turns, at)));
  const right = world.rightUnshown && !base.harmShows ? [...world.right, world.rightUnshown] : world.right;
  const diagnosis = said.find((each) => right.includes(each) || !NEUTRAL.includes(each)) ?? "none";
  const at = (turn: number): Case => ({
    ...{ base, world, turns, now: turns[turn]!, found: since(turns, turn, world.from), end },
  });
  const isTimed = world.act !== "keep" && world.act !== "ask";
  const first = turns.findIndex((_, turn) => turn >= world.from && DONE[world.act](at(turn)));
  const last = at(turns.length - 1);
  const undone = first < 0 || !DONE[world.act](last);
  const wrong = undone ? notDone(world, end) : NOTHING_ELSE[world.act](last);
  const windows = first < 0 || !isTimed ? null : first + 1 - world.from;
  return {
    diagnosis,
    isCalledRight: right.length === 0 ? diagnosis === "none" : right.includes(diagnosis),
    ...{ wrong, windows },
    isInTime: windows === null ? wrong === null : windows <= 2 * world.least,
    isWorse: isWorse(end),
  };
}
