/** What can happen to a healer in mid-work, at the nth call that lasts. */
import { setTimeout as sleep } from "node:timers/promises";
import { asHomeostatError } from "../../../core/contract/index.ts";
import { MODEL, rowsOf, type World } from "../../../core/heal/testing/world.ts";
import { fillUp, freeUp } from "../faults.ts";

const HOUR = 3_600_000;

export const TROUBLES = {
  /** SIGKILL. */
  kill: 0,
  /** The disk is full until the turn is over. */
  full: 0,
  "an hour back": -HOUR,
  "a day back": -24 * HOUR,
  "a day forward": 24 * HOUR,
  "a week forward": 7 * 24 * HOUR,
} as const;
export type TroubleName = keyof typeof TROUBLES;

export interface Trouble {
  name: TroubleName;
  /** At which call it comes. */
  at: number;
}

const DISK = new Set(["DISK_FULL", "DISK_FAILED"]);
/** How long the log may take to see that the disk takes something again, ms. */
const PATIENCE = 10_000;

/** The models answer, whatever else does not. @throws Error where they do not */
async function checkAnswers({ context: { sessions } }: World): Promise<void> {
  const [x, z] = rowsOf(1, 20, 5).columns.map((column) => (column.kind === "text" ? [] : column.values));
  for (let row = 0; row < 20; row++) {
    const live = sessions.route(MODEL, `anybody ${row}`);
    const { scores } = await live.many([[x![row]!, z![row]!]]);
    if (!Number.isFinite(scores.values[0])) throw new Error(`row ${row} is not answered`);
  }
}

export interface Troubled {
  /** Call it at every call from the nth on. */
  happen(): void;
  /** Does a part of a turn; where the disk is full meanwhile it may fail, and is repeated once there is space again. */
  through(work: () => Promise<unknown>): Promise<void>;
}

export function troubleFor(world: World, folder: string, name: TroubleName): Troubled {
  let came = false;
  let isFull = false;
  let answers: Promise<void> = Promise.resolve();

  function happen(): void {
    if (name === "kill") process.kill(process.pid, "SIGKILL");
    if (came) return;
    came = true;
    if (name === "full") {
      fillUp(folder);
      isFull = true;
      answers = checkAnswers(world);
    } else world.setClock(TROUBLES[name]);
  }

  async function recover(): Promise<void> {
    await answers;
    await checkAnswers(world);
    freeUp(folder);
    isFull = false;
    // The log looks by itself; a look that is under way still finds the disk full.
    await sleep(100);
    for (const until = Date.now() + PATIENCE; world.context.log.state() !== "ok"; await sleep(50))
      if (Date.now() > until) throw new Error("the log did not see that there is space again");
  }

  return {
    happen,
    through: async (work) => {
      for (;;) {
        try {
          await work();
          if (!isFull) return;
          return await recover();
        } catch (error) {
          if (!isFull || !DISK.has(asHomeostatError(error).code)) throw error;
          await recover();
          // The watch tries again after a pause.
          world.clock.advance(15_000);
        }
      }
    },
  };
}
