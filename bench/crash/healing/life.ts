/**
 * One life of a healer: goes on where the folder stands, block by block, until the scenario is over or it is killed.
 * `node bench/crash/healing/life.ts FOLDER SCENARIO LIFE [TROUBLE AT]`: the trouble comes at the nth call that lasts;
 * prints the end as JSON.
 */
import { approveIncident, carryOpen, listIncidents, openIncidents, resumeIncidents } from "../../../core/heal/index.ts";
import { disturbed, MODEL, openWorld, rowsOf, type World } from "../../../core/heal/testing/world.ts";
import { type Loop, runCycle } from "../../../core/lifecycle.ts";
import { createServiceMetrics } from "../../../core/serve/index.ts";
import { type Block, SCENARIOS, type Scenario, type ScenarioName } from "./scenarios.ts";
import { type Trouble, type TroubleName, troubleFor } from "./trouble.ts";

const ROWS = 300;
const HOST = {
  ...{ cpu_share: 0, load_1m: 0, cores: 2, memory_total_bytes: 8e9, memory_available_bytes: 6e9 },
  ...{ disk_free_bytes: 1e11, disk_total_bytes: 2e11, temperature_c: null, battery_share: null },
};

/** What a life prints. */
export interface Told {
  end: End;
  /** That last, of this life. */
  calls: number;
}

/** What must be the same with and without trouble. */
export interface End {
  /** Every incident that changed something; refit tests that change nothing may be more or fewer, since time passes while a healer is dead. */
  incidents: string[];
  production: string | null;
  versions: string[];
  /** What went live, and what went back. */
  moves: string[];
  repairs: string[];
  rows: number;
  labelled: number;
  /** Whether the trail is whole. */
  audit: boolean;
  /** Who did what, without the ids of incidents: a state that somebody changed has its entry, and one only. */
  acts: string[];
  /** Mean error of the answers in the last block. */
  error: number;
}

/** Answers a block's rows, through the split where there is one, and lets their outcomes arrive; done twice, it is done once. */
async function answerBlock({ context, clock }: World, block: number, { slope, unit }: Block): Promise<number> {
  const { sessions, log } = context;
  const table = rowsOf(slope, ROWS, 100 + block);
  const [x, z, y] = table.columns.map((column) => (column.kind === "text" ? new Float64Array() : column.values));
  const ids = Array.from({ length: ROWS }, (_, row) => `block ${block}, row ${row}`);
  const known = new Set(log.window(MODEL).map(({ id }) => id));
  let error = 0;
  for (const [row, id] of ids.entries()) {
    const live = sessions.route(MODEL, id);
    const input = { x: unit * x![row]!, z: z![row]! };
    const valid = live.validate(input);
    const entry = { id, at: clock.now(), model: MODEL, version: live.version, request: null };
    if (!valid.ok) {
      const output = JSON.stringify({ error: valid.error });
      if (!known.has(id)) await log.append([{ ...entry, status: "rejected", input: JSON.stringify(input), output }]);
      continue;
    }
    const { scores } = await live.many([valid.values]);
    live.tally?.record(false, 1 + (row % 10) / 10);
    error += Math.abs(scores.values[0]! - y![row]!) / ROWS;
    if (known.has(id)) continue;
    const output = JSON.stringify({ prediction: scores.values[0], flags: valid.flags });
    await log.append([{ ...entry, status: "ok", input: JSON.stringify(input), output }]);
  }
  log.feedback(ids.map((prediction_id, row) => ({ prediction_id, outcome: y![row]! })));
  return error;
}

async function endOf({ context }: World, error: number): Promise<End> {
  const { registry, log, db } = context;
  const { predictions, labelled } = log.count(MODEL);
  return {
    incidents: listIncidents(context)
      .reverse()
      .filter(({ decision, challenger }) => decision !== "retrain" || challenger !== null)
      .map(({ diagnosis, decision, state }) => `${diagnosis}: ${decision}, ${state}`),
    production: registry.production(MODEL),
    versions: registry.versions(MODEL).map(({ version, stage }) => `${version} ${stage}`),
    moves: db.prepare("SELECT kind || ' ' || to_version FROM moves ORDER BY seq").pluck().all() as string[],
    repairs: registry.repairs.list(MODEL).map(({ what }) => what),
    ...{ rows: predictions, labelled, audit: (await registry.audit.verify()).ok },
    acts: registry.audit.list().map(({ actor, action }) => `${actor.split(" ")[0]}: ${action}`),
    ...{ error: Number(error.toFixed(6)) },
  };
}

/** Blocks that have been through the loop, kept where the world is. */
function blocksDone({ context }: World): { get(): number; set(done: number): void } {
  const { db } = context;
  const KEY = "blocks_done";
  return {
    get: () =>
      Number(db.prepare<[string], { value: string }>("SELECT value FROM settings WHERE key = ?").get(KEY)?.value ?? 0),
    set: (done) => void db.prepare("INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)").run(KEY, String(done)),
  };
}

/**
 * @param life how often this folder was opened before: time goes on while the process is dead
 * @param trouble null for a life without any
 */
async function live(folder: string, name: ScenarioName, life: number, trouble: Trouble | null): Promise<Told> {
  const { mode, policy, blocks, silent }: Scenario = SCENARIOS[name];
  const world = await openWorld(mode, policy, { folder, hour: 24 * life });
  const done = blocksDone(world);
  const { happen, through } = troubleFor(world, folder, trouble?.name ?? "kill");
  let calls = 0;
  const context = disturbed(world.context, 0, () => {
    if (trouble !== null && calls >= trouble.at) happen();
    calls++;
  });
  const metrics = createServiceMetrics({ clock: world.clock });
  const loop: Loop = { ...context, metrics, host: async () => HOST };
  await through(() => resumeIncidents(loop));
  let error = 0;
  for (let block = done.get(); block < blocks.length; block++) {
    error = await answerBlock(world, block, blocks[block]!);
    world.clock.advance(3_600_000);
    await through(() => runCycle(loop, MODEL, { force: true }));
    await through(async () => {
      for (const { id, waiting } of openIncidents(loop, MODEL))
        if (waiting && !silent) await approveIncident(loop, id, "tester");
      await carryOpen(loop, MODEL);
    });
    done.set(block + 1);
  }
  const end = await endOf(world, error);
  await world.close();
  return { end, calls };
}

const [folder, scenario, life, trouble, at] = process.argv.slice(2);
const came = trouble ? { name: trouble as TroubleName, at: Number(at) } : null;
console.log(JSON.stringify(await live(folder!, scenario as ScenarioName, Number(life), came)));
