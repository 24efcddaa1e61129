import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Decision, Diagnosis, Policy } from "../contract/index.ts";
import { decide } from "./decide.ts";
import { type DecisionHistory, NO_HISTORY } from "./history.ts";
import { diagnosed, facts, MINUTE, NOW } from "./testing.ts";

const DAY = 24 * 60 * MINUTE;

/** What the world does to a model between two turns of the loop. */
interface Turn {
  minutes: number;
  rows: number;
  drop: number;
  diagnosis: Diagnosis;
  errors: number;
  degraded: boolean;
  busy: boolean;
  /** A challenger, if one is made, is better. */
  wins: boolean;
  /** A person answers what waits; a break that is open ends. */
  settles: boolean;
}

const anyTurn: fc.Arbitrary<Turn> = fc.record({
  minutes: fc.integer({ min: 1, max: 600 }),
  rows: fc.nat(600),
  drop: fc.double({ min: -0.2, max: 0.6, noNaN: true }),
  diagnosis: fc.constantFrom(...Diagnosis.options),
  errors: fc.constantFrom(0, 0, 0, 0.04, 0.5),
  degraded: fc.constantFrom(false, false, false, true),
  busy: fc.constantFrom(false, false, false, true),
  wins: fc.boolean(),
  settles: fc.boolean(),
});

const anyPolicy = fc
  .record({
    mode: fc.constantFrom("automatic" as const, "approve" as const),
    cooldown_minutes: fc.nat(300),
    daily_budget: fc.integer({ min: 1, max: 8 }),
  })
  .map((changes) => Policy.parse({ ...changes, refit_growth: 0.001, min_labelled: 50 }));

type Open = DecisionHistory["open"][number];

interface Event {
  at: number;
  kind: Decision["kind"] | "promoted";
  broken: boolean;
}

/** Plays the loop's part: what was decided becomes the history of the next decision. */
function live(turns: readonly Turn[], policy: Policy): { events: Event[]; open: Open[][] } {
  const events: Event[] = [];
  const openings: Open[][] = [];
  let open: Open[] = [];
  let [now, labelled, unseen, versions] = [NOW, 0, 0, 1];
  let version = "v1";
  let release: DecisionHistory["release"] = null;
  let lastRefit: DecisionHistory["lastRefit"] = null;
  const of = (...kinds: Event["kind"][]) => events.filter(({ kind }) => kinds.includes(kind));

  function goLive(): void {
    release = { version: `v${++versions}`, at: now, from: version };
    version = release.version;
    unseen = 0;
    events.push({ at: now, kind: "promoted", broken: false });
  }

  function carryOut(decision: Decision, turn: Turn): void {
    const { kind } = decision;
    events.push({ at: now, kind, broken: turn.diagnosis === "data_break" || open.some(isBreak) });
    const cause = { id: `${events.length}`, waiting: false, weighted: false, state: "verifying" as const };
    if (kind === "quarantine") open.push({ ...cause, diagnosis: "data_break" });
    if (kind === "fallback") open.push({ ...cause, diagnosis: "service_fault" });
    if (kind === "rollback") {
      version = release!.from!;
      release = null;
    }
    if (kind !== "retrain" && kind !== "reweight") return;
    lastRefit = { at: now, labelledThen: labelled, won: turn.wins, diagnosis: turn.diagnosis, loss: 0.5 };
    if (!turn.wins) return;
    if (policy.mode === "automatic") goLive();
    else open.push({ ...cause, diagnosis: turn.diagnosis, state: "held", waiting: true });
  }

  for (const turn of turns) {
    now += turn.minutes * MINUTE;
    labelled += turn.rows;
    unseen += turn.rows;
    if (turn.settles) {
      if (open.some(({ waiting }) => waiting)) goLive();
      open = open.filter((each) => !each.waiting && !isBreak(each));
    }
    if (!turn.degraded) open = open.filter(({ diagnosis }) => diagnosis !== "service_fault");
    const seen = facts({
      drop: turn.drop,
      service: { degraded: turn.degraded },
      calls: { version, error_share: turn.errors },
      model: { version, new_labelled: unseen },
    });
    if (turn.busy) seen.host.load_1m = 10 * seen.host.cores;
    const history: DecisionHistory = {
      ...NO_HISTORY,
      ...{ open, labelled, lastRefit, release },
      lastActionAt: of("retrain", "reweight", "rollback").at(-1)?.at ?? null,
      trainingsToday: of("retrain", "reweight").filter(({ at }) => now - at < DAY).length,
    };
    carryOut(decide(seen, diagnosed(turn.diagnosis), history, policy, now), turn);
    openings.push([...open]);
  }
  return { events, open: openings };
}

const isBreak = ({ diagnosis }: Open): boolean => diagnosis === "data_break";
const TRAINS = new Set<Event["kind"]>(["retrain", "reweight"]);

function holds(check: (life: ReturnType<typeof live>, policy: Policy) => void): void {
  const lives = fc.tuple(fc.array(anyTurn, { minLength: 20, maxLength: 60 }), anyPolicy);
  fc.assert(
    fc.property(lives, ([turns, policy]) => check(live(turns, policy), policy)),
    { numRuns: 300 },
  );
}

describe("over a model's life", () => {
  test("trainings keep the cooldown after every action, and the budget of any day", () => {
    let trainings = 0;
    holds(({ events }, policy) => {
      const acts = events.filter(({ kind }) => TRAINS.has(kind) || kind === "rollback");
      for (const [i, { at, kind }] of acts.entries()) {
        if (!TRAINS.has(kind)) continue;
        trainings++;
        if (i > 0) expect(at - acts[i - 1]!.at).toBeGreaterThanOrEqual(policy.cooldown_minutes * MINUTE);
        const today = acts.filter((each) => TRAINS.has(each.kind) && each.at > at - DAY && each.at <= at);
        expect(today.length).toBeLessThanOrEqual(policy.daily_budget);
      }
    });
    expect(trainings).toBeGreaterThan(100);
  });

  test("nothing is learnt while the data are broken", () => {
    let breaks = 0;
    holds(({ events }) => {
      for (const { kind, broken } of events) {
        breaks += Number(broken);
        if (broken) expect(TRAINS.has(kind)).toBe(false);
      }
    });
    expect(breaks).toBeGreaterThan(100);
  });

  test("it does not flap: nothing goes back twice without a promotion between, and nothing is promoted sooner than the cooldown lets it be made", () => {
    let rollbacks = 0;
    holds(({ events }, policy) => {
      let canGoBack = false;
      for (const { kind } of events) {
        if (kind === "promoted") canGoBack = true;
        if (kind !== "rollback") continue;
        rollbacks++;
        expect(canGoBack).toBe(true);
        canGoBack = false;
      }
      const promoted = events.filter(({ kind }) => kind === "promoted").map(({ at }) => at);
      if (policy.mode === "automatic")
        for (const [i, at] of promoted.entries())
          if (i > 0) expect(at - promoted[i - 1]!).toBeGreaterThanOrEqual(policy.cooldown_minutes * MINUTE);
    });
    expect(rollbacks).toBeGreaterThan(50);
  });

  test("a cause has one open incident", () => {
    holds(({ open }) => {
      for (const each of open)
        for (const cause of ["data_break", "service_fault"])
          expect(each.filter(({ diagnosis, waiting }) => diagnosis === cause && !waiting).length).toBeLessThanOrEqual(
            1,
          );
    });
  });
});
