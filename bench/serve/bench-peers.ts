/** The Python servers, one after the other, 32 connections each. */
import { load } from "./client.ts";
import { preparePeers } from "./peers.ts";
import { median } from "./statistics.ts";
import type { Line } from "./table.ts";

const CONNECTIONS = 32;

export interface PeersOptions {
  work: string;
  python: string;
  seconds: number;
  rounds: number;
  /** Homeostat's requests per second with durability `process`. */
  process: number;
}

export async function benchPeers({ work, python, seconds, rounds, process }: PeersOptions): Promise<Line[]> {
  const lines: Line[] = [];
  for (const { name, times, start } of await preparePeers(python, work)) {
    let server: Awaited<ReturnType<typeof start>>;
    try {
      server = await start();
    } catch (error) {
      lines.push({ what: name, figure: (error as Error).message });
      continue;
    }
    try {
      await load(server, CONNECTIONS, 1);
      const loads = [];
      for (let round = 0; round < rounds; round++) loads.push(await load(server, CONNECTIONS, seconds));
      const perSecond = median(loads.map((each) => each.perSecond));
      const ratio = process / perSecond;
      lines.push({
        ...{
          what: name,
          perSecond,
          p50: median(loads.map(({ p50 }) => p50)),
          p99: median(loads.map(({ p99 }) => p99)),
        },
        figure: `Homeostat ${ratio.toFixed(1)} ×; start ${(server.coldStart / 1000).toFixed(1)} s`,
        ...{ goal: `≥ ${times} ×`, reached: ratio >= times },
      });
    } finally {
      await server.stop();
    }
  }
  return lines;
}
