/**
 * `node bench/heal-worlds.ts [name …] [--seeds N] [--base NAME] [--trace]`: simulated worlds in which one thing goes wrong,
 * through the whole loop: the diagnosis, the act, the time to heal and the model that is left are judged.
 */
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { BASES } from "../core/testing/bases/base.ts";
import { healingWorlds, namedWorlds, traceOf } from "./heal/worlds.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: "string", default: "20" },
    base: { type: "string" },
    trace: { type: "boolean", default: false },
  },
});
/** Seed of the first simulated world. */
const FIRST_WORLD = 100;
const print = (text = ""): void => console.log(text);

print(`Node ${process.version}, ${cpus()[0]?.model.trim()}, one thread`);
await healingWorlds(
  namedWorlds(positionals),
  {
    seeds: Array.from({ length: Number(values.seeds) }, (_, k) => FIRST_WORLD + k),
    bases: BASES.filter(({ name }) => values.base === undefined || name === values.base),
    onPlayed: (what, played) => {
      if (values.trace) for (const each of [what, ...traceOf(played)]) print(each);
    },
  },
  print,
);
