/**
 * Starts the service, loads it, kills it at a random moment, begins again, and compares what was acknowledged with
 * what is stored. With a fault the disk stops taking anything meanwhile; the service must go on, say so, and recover
 * by itself where the fault ends before it is killed.
 */
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Durability } from "../../core/serve/index.ts";
import { openModels } from "../../core/serve/testing/tiny-models.ts";
import { createRng } from "../../core/shared/index.ts";
import { check, type Found } from "./check.ts";
import { type Disk, type FaultName, openDisk } from "./faults.ts";
import { type Heard, nothingHeard, startLoad } from "./load.ts";
import { type ServeProcess, startServe } from "./serve-process.ts";

export interface CrashOptions {
  kills: number;
  durability: Durability;
  fault: FaultName;
  seed: number;
  connections: number;
}

export interface CrashReport extends Found {
  acknowledged: number;
  outcomes: number;
  unlogged: number;
  refused: number;
  unexpected: string[];
}

/** Kills on one data folder; then a new one, so that the whole of it can be read after each kill. */
const KILLS_PER_FOLDER = 20;
/** How long a service may take to answer, to notice what the disk does, and to recover, ms. */
const PATIENCE = 30_000;

async function prepare(folder: string): Promise<void> {
  using models = openModels(folder);
  models.promote("sales", await models.addSales(0));
}

async function isWell({ url }: ServeProcess): Promise<boolean> {
  const reply = await fetch(`${url}/health`).catch(() => null);
  return reply !== null && ((await reply.json()) as { log: string }).log === "ok";
}

/** Waits until a check holds; what never did is noted. */
async function expectSoon(what: string, heard: Heard, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const until = Date.now() + PATIENCE; Date.now() < until; await sleep(20)) if (await holds()) return;
  heard.unexpected.push(`it did not come to pass that ${what}`);
}

type Rng = ReturnType<typeof createRng>;

/** From a start to a kill. @returns what was heard in between */
async function life(disk: Disk, name: string, options: CrashOptions, rng: Rng): Promise<Heard> {
  const server = await startServe(disk.folder, options.durability, disk.failSync);
  const { heard, ended } = startLoad(server.url, options.connections, name, rng.int(2 ** 30));
  await expectSoon("it answered", heard, () => heard.rows.size > 0);
  await sleep(400 * rng.next());
  if (options.fault !== "none") {
    disk.begin(server.pid);
    await expectSoon("it met the fault", heard, () => heard.unlogged + heard.refused > 0);
    await sleep(300 * rng.next());
    if (rng.next() < 0.5) {
      disk.end(server.pid);
      await expectSoon("it recovered", heard, () => isWell(server));
      await sleep(200 * rng.next());
    }
  }
  const end = server.ended();
  if (end !== null) heard.unexpected.push(end);
  if (heard.cut > 0) heard.unexpected.push(`${heard.cut} connections ended before the kill`);
  await server.kill();
  disk.end(server.pid);
  await ended;
  return heard;
}

function add(report: CrashReport, heard: Heard, found: Found): void {
  report.acknowledged += heard.rows.size;
  report.outcomes += heard.outcomes.size;
  report.unlogged += heard.unlogged;
  report.refused += heard.refused;
  for (const key of ["missing", "twice", "damage"] as const) report[key].push(...found[key]);
  report.unexpected.push(...heard.unexpected);
}

/** @example const report = await crash({ kills: 200, durability: "process", fault: "none", seed: 1, connections: 8 }); */
export async function crash(options: CrashOptions): Promise<CrashReport> {
  const rng = createRng(options.seed);
  const report: CrashReport = {
    ...{ acknowledged: 0, outcomes: 0, unlogged: 0, refused: 0, unexpected: [] },
    ...{ missing: [], twice: [], damage: [], untold: 0 },
  };
  for (let done = 0; done < options.kills; ) {
    using disk = openDisk(options.fault);
    await prepare(disk.folder);
    const all = nothingHeard();
    let untold = 0;
    for (const last = Math.min(options.kills, done + KILLS_PER_FOLDER); done < last; done++) {
      const heard = await life(disk, String(done), options, rng);
      for (const [id, mark] of heard.rows) all.rows.set(id, mark);
      for (const [id, outcome] of heard.outcomes) all.outcomes.set(id, outcome);
      const found = check(join(disk.folder, "homeostat.db"), all);
      untold = found.untold;
      add(report, heard, found);
    }
    report.untold += untold;
  }
  return report;
}
