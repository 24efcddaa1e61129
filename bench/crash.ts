/**
 * Kills `homeostat serve` again and again under load and looks whether it kept its word.
 * node bench/crash.ts [--kills 200] [--durability process|power] [--fault none|ENOSPC|EIO] [--seed 1] [--connections 8]
 * Without --durability and --fault: all of them, so many kills each. Then healers are killed at every call that lasts
 * and at random moments, and have to end as if nothing had happened (`--only serving|healing`).
 */
import { parseArgs } from "node:util";
import type { Durability } from "../core/serve/index.ts";
import { type FaultName, lacking } from "./crash/faults.ts";
import { killHealers } from "./crash/healing/run.ts";
import { crash } from "./crash/run.ts";

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "200" },
    durability: { type: "string" },
    fault: { type: "string" },
    seed: { type: "string", default: "1" },
    connections: { type: "string", default: "8" },
    only: { type: "string" },
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
async function serving(): Promise<void> {
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
}

async function healing(): Promise<void> {
  const { kills: made, different, calls } = await killHealers({ random: Math.ceil(kills / 5), step: 1, seed });
  const told = Object.entries(calls).map(([name, count]) => `${name}: ${count} calls`);
  console.log(`healing: killed ${made} times (${told.join("; ")}); ended otherwise ${different.length}`);
  for (const each of different) console.log(`  ${each}`);
  if (different.length > 0) process.exitCode = 1;
}

if (values.only !== "healing") await serving();
if (values.only !== "serving") await healing();
