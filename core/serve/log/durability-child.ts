/** Run by durability.test.ts: appends predictions for ever and says each id once it is acknowledged. */
import { openDatabase, systemClock } from "../../shared/index.ts";
import { answered } from "../testing/open-log.ts";
import { createPredictionLog } from "./prediction-log.ts";
import type { Durability } from "./wal-keeper.ts";

const [path, durability] = process.argv.slice(2) as [string, Durability];
const log = createPredictionLog({ db: openDatabase(path), clock: systemClock, durability });

for (let i = 0; ; i++) {
  const ids = Array.from({ length: 5 }, (_, k) => `p${i}-${k}`);
  await Promise.all(ids.map((id) => log.append([answered(id)])));
  process.stdout.write(`${ids.join("\n")}\n`);
}
