/**
 * Kills `homeostat serve` again and again under load and looks whether it kept its word.
 * node bench/crash.ts [--kills 200] [--durability process|power] [--fault none|ENOSPC|EIO] [--seed 1] [--connections 8]
 * Without --durability and --fault: all of them, so many kills each. Then healers meet trouble at every call that lasts
 * (killed, a full disk, a clock that is set), and are killed at random moments, and have to end as if nothing had
 * happened (`--only serving|engines|healing`, `--trouble NAME`, `--step N`: every Nth call).
 */
import { parseArgs } from "node:util";
import type { Durability } from "../core/serve/index.ts";
import { type FaultName, lacking } from "./crash/faults.ts";
import { troubleHealers } from "./crash/healing/run.ts";
import { SCENARIO_NAMES } from "./crash/healing/scenarios.ts";
import { TROUBLES, type TroubleName } from "./crash/healing/trouble.ts";
import { crash } from "./crash/run.ts";
import { twoEngines } from "./crash/two-engines.ts";

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "200" },
    durability: { type: "string" },
    fault: { type: "string" },
    seed: { type: "string", default: "1" },
    connections: { type: "string", default: "8" },
    only: { type: "string" },
    trouble: { type: "string" },
    step: { type: "string", default: "1" },
  },
});
const [kills, seed, connections] = [values.kills, values.seed, values.connections].map(Number) as [
  number,
  number,
  number,
];
const durabilities = values.durability ? [values.durability as Durability] : (["process", "power"] as const);
const troubles = (values.trouble ? [values.trouble] : Object.keys(TROUBLES)) as TroubleName[];
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
  for (const trouble of troubles) {
    const lack = trouble === "full" ? lacking("ENOSPC") : null;
    if (lack) {
      console.log(`healing, ${trouble}: not tried, it takes ${lack}`);
      continue;
    }
    const random = trouble === "kill" ? Math.ceil(kills / 5) : 0;
    // Told one by one: hours of them are worth something also where they are cut short.
    for (const scenario of SCENARIO_NAMES) {
      const about = { trouble, random, step: Number(values.step), seed, scenarios: [scenario] };
      const { lives, different, calls } = await troubleHealers(about);
      console.log(
        `healing, ${trouble}, ${scenario}: ${lives} lives of ${calls[scenario]} calls; ended otherwise ${different.length}`,
      );
      for (const each of different) console.log(`  ${each}`);
      if (different.length > 0) process.exitCode = 1;
    }
  }
}

async function engines(): Promise<void> {
  const rounds = Math.ceil(kills / 20);
  const wrong = await twoEngines(rounds);
  console.log(`two engines on one folder: ${rounds} rounds; wrong ${wrong.length}`);
  for (const each of wrong) console.log(`  ${each}`);
  if (wrong.length > 0) process.exitCode = 1;
}

const parts = { serving, engines, healing };
for (const [name, part] of Object.entries(parts)) if (values.only === undefined || values.only === name) await part();
