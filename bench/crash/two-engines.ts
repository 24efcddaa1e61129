/** Two engines on one folder: one works, the other is refused and says why; a lock whose holder died binds nobody. */
import { openModels } from "../../core/serve/testing/tiny-models.ts";
import { openReadOnly } from "../../core/shared/index.ts";
import { plainDisk } from "./faults.ts";
import { type ServeProcess, startServe } from "./serve-process.ts";

const answers = async ({ url }: ServeProcess): Promise<boolean> => {
  const body = JSON.stringify({ price: 75, region: "North", note: "x" });
  const headers = { "content-type": "application/json" };
  const reply = await fetch(`${url}/predict`, { method: "POST", headers, body }).catch(() => null);
  return reply?.status === 200;
};

/** What a second engine leaves behind must be nothing. */
function stored(database: string): string {
  const db = openReadOnly(database);
  try {
    return JSON.stringify([
      db.prepare("SELECT * FROM incident_steps").all(),
      db.prepare("SELECT count(*) FROM audit").all(),
    ]);
  } finally {
    db.close();
  }
}

/**
 * Each round: two start at the same moment, a third joins, the one that works is killed.
 * @returns what went otherwise than it should
 * @example await twoEngines(5) // []
 */
export async function twoEngines(rounds: number): Promise<string[]> {
  using disk = plainDisk();
  const wrong: string[] = [];
  using models = openModels(disk.folder);
  models.promote("sales", await models.addSales(0));
  models[Symbol.dispose]();
  const start = () => startServe(disk.folder, "process", disk.failSync);
  for (let round = 0; round < rounds; round++) {
    const started = await Promise.allSettled([start(), start()]);
    const working = started.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
    const refused = started.flatMap((each) => (each.status === "rejected" ? [String(each.reason)] : []));
    const say = (what: string) => wrong.push(`round ${round}: ${what}`);
    try {
      if (working.length !== 1) say(`${working.length} of two engines work`);
      const before = stored(`${disk.folder}/homeostat.db`);
      refused.push(
        await start().then(async (third) => {
          await third.kill();
          return "a third engine was let in";
        }, String),
      );
      for (const reason of refused) if (!reason.includes("DATABASE_LOCKED")) say(reason);
      if (stored(`${disk.folder}/homeostat.db`) !== before) say("a refused engine wrote something");
      for (const each of working) if (!(await answers(each))) say("the engine does not answer beside a refused one");
    } finally {
      for (const each of working) await each.kill();
    }
  }
  return wrong;
}
