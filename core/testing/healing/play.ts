/** A served model led through a world: what the loop said and did, window by window, and how it ended. */
import type { Diagnosis, Incident, StoredRepair } from "../../contract/index.ts";
import { listIncidents } from "../../heal/index.ts";
import type { Base } from "../bases/base.ts";
import type { TrainedBase } from "../bases/first-version.ts";
import { type Answered, MODEL, serveWorld } from "./appliance.ts";
import { type End, endOf } from "./end.ts";
import { type HealingWorld, makeWindow } from "./worlds.ts";

/** Where things stood after the turn at the end of a window. */
export interface Turn {
  diagnosis: Diagnosis;
  production: string;
  /** All of them, newest first, as they were then. */
  incidents: Incident[];
  /** Repairs in force. */
  repairs: StoredRepair[];
}

export interface Played {
  turns: Turn[];
  end: End;
}

const FRESH_ROWS = 4000;

/**
 * @param rows of a window
 * @example (await play(base, await trainBase(base, 1), HEALING_WORLDS["unit change"], { seed: 7, rows: 500 })).turns.length // 8
 */
export async function play(
  base: Base,
  first: TrainedBase,
  world: HealingWorld,
  { seed, rows }: { seed: number; rows: number },
): Promise<Played> {
  const served = await serveWorld(first, world, seed);
  const { loop } = served;
  try {
    const turns: Turn[] = [];
    const answers: Answered[] = [];
    for (const [at, step] of world.steps.entries()) {
      await served.approveRepairs();
      answers.push(await served.answer(makeWindow(base, step, rows, seed, `window ${at}`)));
      const due = at - world.delay;
      if (due >= 0) served.report(answers[due]!);
      const { diagnosis } = await served.turn();
      turns.push({
        diagnosis: diagnosis.diagnosis,
        production: loop.registry.production(MODEL)!,
        incidents: listIncidents(loop),
        repairs: loop.registry.repairs.list(MODEL).filter(({ until }) => until === null),
      });
    }
    const fresh = makeWindow(base, world.steps.at(-1)!, FRESH_ROWS, seed, "fresh rows");
    return { turns, end: await endOf(loop, first, fresh.table) };
  } finally {
    await served.close();
  }
}
