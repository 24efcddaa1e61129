/** Kills healers at every call that lasts and at random moments, lets them go on, and compares how it ends. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openWorld } from "../../../core/heal/testing/world.ts";
import { createRng } from "../../../core/shared/index.ts";
import type { End } from "./life.ts";
import { SCENARIO_NAMES, SCENARIOS, type ScenarioName } from "./scenarios.ts";

const program = fileURLToPath(new URL("./life.ts", import.meta.url));

interface Life {
  killed: boolean;
  end: End | null;
  ms: number;
}

interface How {
  /** The call at which it kills itself. */
  killAt?: number;
  /** Milliseconds after which it is killed from outside. */
  after?: number;
}

async function live(folder: string, name: ScenarioName, life: number, how: How): Promise<Life> {
  const started = performance.now();
  const child = spawn(process.execPath, [program, folder, name, String(how.killAt ?? Infinity), String(life)], {
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
  if (signal === "SIGKILL") return { killed: true, end: null, ms };
  if (code !== 0) throw new Error(`${name}: ${said}`);
  return { killed: false, end: JSON.parse(out) as End, ms };
}

export interface HealingReport {
  kills: number;
  /** How it ended, where that is not how it ends without a kill. */
  different: string[];
  /** Guarded calls of each scenario. */
  calls: Record<string, number>;
}

/** What no kill may change; the errors of the last block only have to be as good. */
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
  /** At random moments, beside those at calls. */
  random: number;
  /** Every nth call. */
  step: number;
  scenarios?: readonly ScenarioName[];
  seed: number;
}

/** A copy of the folder goes through a killed life and a whole one. */
async function killed(start: string, name: ScenarioName, how: How): Promise<Life & { end: End }> {
  const folder = mkdtempSync(join(tmpdir(), "homeostat-healing-"));
  try {
    cpSync(start, folder, { recursive: true });
    const first = await live(folder, name, 0, how);
    const { end } = first.killed ? await live(folder, name, 1, {}) : first;
    return { ...first, end: end! };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function killInScenario(name: ScenarioName, start: string, options: HealingOptions, report: HealingReport) {
  const { random, step, seed } = options;
  const { mode, policy } = SCENARIOS[name];
  await (await openWorld(mode, policy, { folder: start, hour: 0 })).close();
  const whole = await killed(start, name, {});
  const rng = createRng(seed);
  async function kill(what: string, how: How): Promise<boolean> {
    const life = await killed(start, name, how);
    if (life.killed) report.kills++;
    report.different.push(...differences(whole.end, life.end).map((each) => `${name}, ${what}: ${each}`));
    return life.killed;
  }
  let call = 0;
  while (await kill(`call ${call}`, { killAt: call })) call += step;
  report.calls[name] = call;
  for (let k = 0; k < random; k++) {
    const after = whole.ms * rng.next();
    await kill(`after ${Math.round(after)} ms`, { after });
  }
}

/** @example await killHealers({ random: 20, step: 1, seed: 1 }) */
export async function killHealers(options: HealingOptions): Promise<HealingReport> {
  const report: HealingReport = { kills: 0, different: [], calls: {} };
  for (const name of options.scenarios ?? SCENARIO_NAMES) {
    const start = mkdtempSync(join(tmpdir(), "homeostat-healing-"));
    try {
      await killInScenario(name, start, options, report);
    } finally {
      rmSync(start, { recursive: true, force: true });
    }
  }
  return report;
}
