/** Troubles healers at every call that lasts and kills them at random moments, lets them go on, and compares how it ends. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openWorld } from "../../../core/heal/testing/world.ts";
import { createRng } from "../../../core/shared/index.ts";
import { smallDisk } from "../faults.ts";
import type { End, Told } from "./life.ts";
import { SCENARIO_NAMES, SCENARIOS, type ScenarioName } from "./scenarios.ts";
import type { Trouble, TroubleName } from "./trouble.ts";

const program = fileURLToPath(new URL("./life.ts", import.meta.url));

interface Life {
  killed: boolean;
  told: Told | null;
  ms: number;
}

interface How {
  trouble?: Trouble;
  /** Milliseconds after which it is killed from outside. */
  after?: number;
}

async function live(folder: string, name: ScenarioName, life: number, how: How): Promise<Life> {
  const started = performance.now();
  const trouble = how.trouble ? [how.trouble.name, String(how.trouble.at)] : [];
  const child = spawn(process.execPath, [program, folder, name, String(life), ...trouble], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const timer = how.after === undefined ? undefined : setTimeout(() => child.kill("SIGKILL"), how.after);
  const closed = once(child, "close");
  let [out, said] = ["", ""];
  child.stdout.on("data", (part: Buffer) => {
    out += part;
  });
  child.stderr.on("data", (part: Buffer) => {
    said += part;
  });
  const [code, signal] = (await closed) as [number | null, NodeJS.Signals | null];
  clearTimeout(timer);
  const ms = performance.now() - started;
  if (signal === "SIGKILL") return { killed: true, told: null, ms };
  if (code !== 0) throw new Error(said);
  return { killed: false, told: JSON.parse(out) as Told, ms };
}

export interface HealingReport {
  /** Lives with trouble. */
  lives: number;
  /** How it ended, where that is not how it ends without trouble. */
  different: string[];
  /** Guarded calls of each scenario. */
  calls: Record<string, number>;
}

/** What no trouble may change; the errors of the last block only have to be as good. */
function differences(without: End, after: End): string[] {
  const { error: before, ...same } = without;
  const { error, ...now } = after;
  const found = (Object.keys(same) as (keyof typeof same)[]).flatMap((key) => {
    const [a, b] = [JSON.stringify(same[key]), JSON.stringify(now[key])];
    return a === b ? [] : [`${key}: ${b} instead of ${a}`];
  });
  return error <= 1.05 * before + 0.01 ? found : [...found, `error: ${error} instead of ${before}`];
}

export interface HealingOptions {
  trouble: TroubleName;
  /** Kills at random moments, beside the trouble at calls. */
  random: number;
  /** Every nth call, beginning with a drawn one of the first n. */
  step: number;
  scenarios?: readonly ScenarioName[];
  seed: number;
}

const plainFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), "homeostat-healing-"));
  return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
};

/** A copy of the folder goes through a troubled life, and a whole one where that was its end. */
async function throughTrouble(start: string, name: ScenarioName, how: How): Promise<Told & { ms: number }> {
  using disk = how.trouble?.name === "full" ? smallDisk() : plainFolder();
  cpSync(start, disk.folder, { recursive: true });
  const first = await live(disk.folder, name, 1, how);
  const last = first.killed ? await live(disk.folder, name, 2, {}) : first;
  return { ...last.told!, ms: first.ms };
}

async function troubleScenario(name: ScenarioName, start: string, options: HealingOptions, report: HealingReport) {
  const { trouble, random, step, seed } = options;
  const { mode, policy } = SCENARIOS[name];
  await (await openWorld(mode, policy, { folder: start, hour: 0 })).close();
  const whole = await throughTrouble(start, name, {});
  const { calls } = whole;
  report.calls[name] = calls;
  const rng = createRng(seed);
  async function tell(what: string, how: How): Promise<void> {
    const told = (each: string) => `${name}, ${trouble} ${what}: ${each}`;
    try {
      const { end } = await throughTrouble(start, name, how);
      report.different.push(...differences(whole.end, end).map(told));
    } catch (error) {
      report.different.push(told(String(error)));
    }
    report.lives++;
  }
  for (let at = rng.int(step); at < calls; at += step) await tell(`at call ${at}`, { trouble: { name: trouble, at } });
  for (let k = 0; k < random; k++) {
    const after = whole.ms * rng.next();
    await tell(`after ${Math.round(after)} ms`, { after });
  }
}

/** @example await troubleHealers({ trouble: "kill", random: 20, step: 1, seed: 1 }) */
export async function troubleHealers(options: HealingOptions): Promise<HealingReport> {
  const report: HealingReport = { lives: 0, different: [], calls: {} };
  for (const name of options.scenarios ?? SCENARIO_NAMES) {
    using start = plainFolder();
    await troubleScenario(name, start.folder, options, report);
  }
  return report;
}
