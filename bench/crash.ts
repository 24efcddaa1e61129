/**
 * Kills `homeostat serve` again and again under load and looks whether it kept its word.
 * node bench/crash.ts [--kills 200] [--durability process|power] [--fault none|ENOSPC|EIO] [--seed 1] [--connections 8]
 * Without --durability and --fault: all of them, so many kills each.
 */
import { parseArgs } from "node:util";
import type { Durability } from "../core/serve/index.ts";
import { type FaultName, lacking } from "./crash/faults.ts";
import { crash } from "./crash/run.ts";

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "200" },
    durability: { type: "string" },
    fault: { type: "string" },
    seed: { type: "string", default: "1" },
    connections: { type: "string", default: "8" },
  },
});
const [kills, seed, connections] = [values.kills, values.seed, values.connections].map(Number) as [
  number,
  number,
  number,
];
const durabilities = values.durability ? [values.durability as Durability] : (["process", "power"] as const);
const faults = values.fault ? [values.fault as FaultName] : (["none", "ENOSPC", "EIO"] as const);

console.log(`Node ${process.version}, seed ${seed}, ${connections} connections, ${kills} kills each\n`);
for (const fault of faults)
  for (const durability of durabilities) {
    const name = `${durability}, ${fault === "none" ? "a sound disk" : fault}`;
    const lack = lacking(fault);
    if (lack) {
      console.log(`${name}: not tried, it takes ${lack}`);
      continue;
    }
    const { missing, twice, damage, unexpected, ...counts } = await crash({
      ...{ kills, durability, fault, seed, connections },
    });
    const { acknowledged, outcomes, untold, unlogged, refused } = counts;
    console.log(
      `${name}: ${acknowledged} rows and ${outcomes} outcomes acknowledged, ${untold} rows stored whose answer was cut off, ` +
        `${unlogged} answered unlogged, ${refused} refused; ` +
        `missing ${missing.length}, twice ${twice.length}, damage ${damage.length}, unexpected ${unexpected.length}`,
    );
    const wrong = [...missing, ...twice, ...damage, ...unexpected];
    for (const each of wrong.slice(0, 10)) console.log(`  ${each}`);
    if (wrong.length > 0) process.exitCode = 1;
  }
