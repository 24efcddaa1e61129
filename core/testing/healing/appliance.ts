/** A model in service on a simulated clock: rows go through its validator, its split and its log, outcomes come late. */
import type { ClassLabel, Row } from "../../contract/index.ts";
import { approveIncident, openIncidents } from "../../heal/index.ts";
import { type CycleResult, type Loop, runCycle, watchTraffic } from "../../lifecycle.ts";
import { openSimulatedLoop } from "../../replay/loop.ts";
import { outcomesOf, requestRows } from "../../replay/rows.ts";
import { createReplies, type LiveVersion, type LoggedPrediction } from "../../serve/index.ts";
import type { TrainedBase } from "../bases/first-version.ts";
import type { HealingWorld, MadeWindow } from "./worlds.ts";

export const MODEL = "world";
/** Longer than the cooldown, and fewer windows in a day than trainings allowed. */
const WINDOW_MS = 2 * 3_600_000;
/** Rows between two looks at the traffic. */
const PORTION = 100;
const USUAL_MS = 2;
const SLOW = 3;

/** What was answered to a window, with what will be reported of it. */
export interface Answered {
  ids: string[];
  outcomes: ClassLabel[];
  isKnown: MadeWindow["isKnown"];
}

export interface ServedWorld {
  loop: Loop;
  /** Answers a window, each row by the version that it belongs to; the traffic is looked at meanwhile. */
  answer(window: MadeWindow): Promise<Answered>;
  report(answered: Answered): void;
  /** The watch's turn at the end of a window. */
  turn(): Promise<CycleResult>;
  /** A person says yes to what is proposed for broken data. */
  approveRepairs(): Promise<void>;
  close(): Promise<void>;
}

/** Serves version 1 of a base. */
export async function serveWorld(
  { table, schema, trained }: TrainedBase,
  { policy, slow }: Pick<HealingWorld, "policy" | "slow">,
  seed: number,
): Promise<ServedWorld> {
  const { loop, clock, close } = await openSimulatedLoop({
    ...{ model: MODEL, schema, trained, table, seed, threads: 1 },
    policy: { mode: "automatic", ...policy },
  });
  const { sessions, log, nextId } = loop;

  /** Rows of one version: checked, scored together, as the log keeps them. */
  async function answerBy(live: LiveVersion, asked: readonly { id: string; row: Row }[]): Promise<LoggedPrediction[]> {
    const checked = asked.map(({ row }) => live.validate(row));
    const values = checked.flatMap((each) => (each.ok ? [each.values] : []));
    const scored = values.length > 0 ? await live.many(values) : null;
    const replies = createReplies(live);
    let next = 0;
    return asked.map(({ id, row }, at) => {
      live.tally?.record(false, USUAL_MS * (live.version === slow ? SLOW : 1) * (1 + (at % 10) / 100));
      const valid = checked[at]!;
      const entry = { id, at: clock.now(), model: MODEL, version: live.version, request: null };
      const input = JSON.stringify(row);
      if (!valid.ok) return { ...entry, status: "rejected", input, output: JSON.stringify({ error: valid.error }) };
      return { ...entry, status: "ok", input, output: replies.answer(scored!, next++, valid.flags).output };
    });
  }

  async function answerPortion(rows: readonly Row[]): Promise<string[]> {
    const byVersion = new Map<LiveVersion, { id: string; row: Row }[]>();
    const asked = rows.map((row) => ({ id: nextId(), row }));
    for (const each of asked) {
      const live = sessions.route(MODEL, each.id);
      byVersion.set(live, [...(byVersion.get(live) ?? []), each]);
    }
    for (const [live, of] of byVersion) await log.append(await answerBy(live, of));
    return asked.map(({ id }) => id);
  }

  return {
    loop,
    answer: async ({ table: rows, reported, isKnown }) => {
      const inputs = requestRows(schema, rows);
      const ids: string[] = [];
      for (let from = 0; from < inputs.length; from += PORTION) {
        ids.push(...(await answerPortion(inputs.slice(from, from + PORTION))));
        clock.advance(Math.round((WINDOW_MS / 2) * (PORTION / inputs.length)));
        await watchTraffic(loop, MODEL);
      }
      return { ids, outcomes: outcomesOf(schema, reported), isKnown };
    },
    report: ({ ids, outcomes, isKnown }) => {
      const known = ids.map((prediction_id, row) => ({ prediction_id, outcome: outcomes[row]! }));
      log.feedback(known.filter((_, row) => isKnown(row)));
    },
    turn: () => {
      clock.advance(WINDOW_MS / 2);
      return runCycle(loop, MODEL, { force: true });
    },
    approveRepairs: async () => {
      for (const { id, waiting, decision } of openIncidents(loop, MODEL))
        if (waiting && decision === "quarantine") await approveIncident(loop, id, "a person");
    },
    close,
  };
}
