/** Homeostat and the constant route in turns, so that a noisy neighbour meets all of them alike. */

import { type Load, load } from "./client.ts";
import { batchOf, prepareFolders, retrain, startConstant, startHomeostat } from "./homeostat.ts";
import type { Server } from "./processes.ts";
import { median, pairedRatio } from "./statistics.ts";
import { syncTime } from "./sync-time.ts";
import type { Line } from "./table.ts";

const CONNECTIONS = 32;
const BATCH_ROWS = 10_000;
const COLD_STARTS = 5;
/** Of the retraining's search, seconds. */
const RETRAINING = 20;

export interface HomeostatOptions {
  work: string;
  seconds: number;
  rounds: number;
}

interface Measured extends Load {
  cpu: number | null;
}

async function measure(server: Server, connections: number, seconds: number): Promise<Measured> {
  const before = server.cpu();
  const result = await load(server, connections, seconds);
  const after = server.cpu();
  return { ...result, cpu: before === null || after === null ? null : (after - before) / result.answers };
}

const each = <K extends "perSecond" | "p50" | "p99">(rounds: readonly Load[], key: K): number[] =>
  rounds.map((round) => round[key]);

function sideOf(what: string, rounds: readonly Measured[]): Line {
  const cpu = rounds.flatMap((round) => (round.cpu === null ? [] : [round.cpu]));
  return {
    ...{ what, perSecond: median(each(rounds, "perSecond")), p50: median(each(rounds, "p50")) },
    ...{ p99: median(each(rounds, "p99")), cpu: cpu.length > 0 ? median(cpu) : null },
  };
}

const times = (ratio: number, of: string): string => `${ratio.toFixed(2)} × ${of}`;

/** Median of several starts on a folder with one model; the code cache is warm, as it is from the second start on. */
async function coldStart(folder: string): Promise<Line> {
  const starts: number[] = [];
  for (let k = 0; k < COLD_STARTS; k++) {
    const server = await startHomeostat(folder, "process");
    starts.push(server.coldStart);
    await server.stop();
  }
  const ms = median(starts);
  return { what: "start to first answer", figure: `${ms.toFixed(0)} ms`, goal: "< 1000 ms", reached: ms < 1000 };
}

async function inTurns(constant: Server, process: Server, power: Server, { seconds, rounds }: HomeostatOptions) {
  for (const server of [constant, process, power]) await load(server, CONNECTIONS, 2);
  const sides = {
    ...{ constant: [] as Measured[], process: [] as Measured[], power: [] as Measured[] },
    ...{ constantAlone: [] as Measured[], processAlone: [] as Measured[] },
  };
  for (let round = 0; round < rounds; round++) {
    sides.constant.push(await measure(constant, CONNECTIONS, seconds));
    sides.process.push(await measure(process, CONNECTIONS, seconds));
    sides.power.push(await measure(power, CONNECTIONS, seconds));
    sides.constantAlone.push(await measure(constant, 1, seconds));
    sides.processAlone.push(await measure(process, 1, seconds));
  }
  return sides;
}

function compare(sides: Awaited<ReturnType<typeof inTurns>>, sync: number): Line[] {
  const { constant, process, power, constantAlone, processAlone } = sides;
  const rate = pairedRatio(each(process, "perSecond"), each(constant, "perSecond"));
  const tail = pairedRatio(each(process, "p99"), each(constant, "p99"));
  const alone = pairedRatio(each(processAlone, "p50"), each(constantAlone, "p50"));
  const bound = each(process, "perSecond").map((perSecond) => Math.min(perSecond, (CONNECTIONS * 1000) / sync));
  const kept = pairedRatio(each(power, "perSecond"), bound);
  return [
    sideOf("constant Fastify route", constant),
    {
      ...sideOf("Homeostat, process", process),
      ...{ figure: times(rate, "constant"), goal: "≥ 0.5 × (aim 0.7 ×)", reached: rate >= 0.5 },
    },
    { what: "  its p99", figure: times(tail, "constant's"), goal: "≤ 3 ×", reached: tail <= 3 },
    {
      ...sideOf(`Homeostat, power (a sync: ${sync.toFixed(2)} ms)`, power),
      ...{ figure: times(kept, "min(process, 32 ÷ sync)"), goal: "≥ 0.8 ×", reached: kept >= 0.8 },
    },
    sideOf("one connection: constant", constantAlone),
    {
      ...sideOf("one connection: Homeostat, process", processAlone),
      ...{ figure: `p50 ${times(alone, "constant's")}`, goal: "≤ 3 ×", reached: alone <= 3 },
    },
  ];
}

async function batches(server: Server, seconds: number, rounds: number): Promise<Line> {
  const batch = { ...server, body: batchOf(BATCH_ROWS) };
  await load(batch, 1, 2);
  const rates: number[] = [];
  for (let round = 0; round < rounds; round++) rates.push((await load(batch, 1, seconds)).perSecond * BATCH_ROWS);
  const rate = median(rates);
  return {
    ...{ what: "batches of 10,000 rows", figure: `${Math.round(rate / 1000)},000 rows/s` },
    ...{ goal: "≥ 150,000 rows/s (aim 300,000)", reached: rate >= 150_000 },
  };
}

/** p99 before and while the engine trains on 100,000 rows. */
async function whileRetraining(server: Server, work: string, folder: string, seconds: number): Promise<Line> {
  const idle: Measured[] = [];
  for (let round = 0; round < 3; round++) idle.push(await measure(server, CONNECTIONS, seconds));
  const { running, ended } = retrain(work, folder, RETRAINING);
  const busy: Measured[] = [];
  while (running()) busy.push(await measure(server, CONNECTIONS, seconds));
  await ended;
  const [before, during] = [median(each(idle, "p99")), median(each(busy, "p99"))];
  return {
    ...sideOf("  while it retrains on 100,000 rows", busy),
    ...{ figure: `p99 ${times(during / before, `idle (${before.toFixed(2)} ms)`)}`, goal: "≤ 1.5 ×" },
    reached: during / before <= 1.5,
  };
}

export async function benchHomeostat(options: HomeostatOptions): Promise<{ lines: Line[]; perSecond: number }> {
  const { work, seconds, rounds } = options;
  const folders = prepareFolders(work);
  const started = await coldStart(folders.process);
  const sync = syncTime(work);
  const servers: Server[] = [];
  try {
    const constant = await startConstant();
    servers.push(constant);
    const process = await startHomeostat(folders.process, "process");
    servers.push(process);
    const power = await startHomeostat(folders.power, "power");
    servers.push(power);
    const sides = await inTurns(constant, process, power, options);
    const memory = process.memory();
    await Promise.all([constant.stop(), power.stop()]);
    const held: Line = {
      ...{ what: "memory after this load", figure: memory === null ? "unknown" : `${memory.toFixed(0)} MB` },
      ...{ goal: "< 200 MB", reached: memory === null ? null : memory < 200 },
    };
    const batched = await batches(process, seconds, rounds);
    const retrained = await whileRetraining(process, work, folders.process, seconds);
    const lines = [...compare(sides, sync), retrained, batched, started, held];
    return { lines, perSecond: median(each(sides.process, "perSecond")) };
  } finally {
    for (const server of servers) await server.stop();
  }
}
