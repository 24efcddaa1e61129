/** The client of every side: `wrk` where it is installed, else the generator in node-client.ts. */
import { execFile, spawnSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { load as nodeLoad } from "./node-client.ts";

/** Where a side takes rows, and a body it takes. */
export interface Target {
  url: string;
  path: string;
  body: string;
}

export interface Load {
  perSecond: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
  /** Answers other than 2xx and broken connections. */
  failed: number;
  answers: number;
}

const SCRIPT = fileURLToPath(new URL("./wrk.lua", import.meta.url));
const run = promisify(execFile);

/** wrk's version, or null where it is not installed. */
export const wrkVersion = (): string | null =>
  /^wrk \S+/.exec(spawnSync("wrk", ["-v"]).stdout?.toString() ?? "")?.[0] ?? null;

const hasWrk = wrkVersion() !== null;

async function wrkLoad({ url, path, body }: Target, connections: number, seconds: number): Promise<Load> {
  const file = join(tmpdir(), `homeostat-bench-body-${process.pid}`);
  writeFileSync(file, body);
  try {
    const options = ["-t1", `-c${connections}`, `-d${seconds}s`, "--timeout", "30s", "-s", SCRIPT];
    const { stdout } = await run("wrk", [...options, url + path], { env: { ...process.env, BODY_FILE: file } });
    const said = JSON.parse(stdout.trim().split("\n").at(-1)!) as Omit<Load, "perSecond"> & { seconds: number };
    return { ...said, perSecond: said.answers / said.seconds };
  } finally {
    rmSync(file);
  }
}

/** Keep-alive connections with one request under way on each. */
export async function load(target: Target, connections: number, seconds: number): Promise<Load> {
  const result = await (hasWrk ? wrkLoad(target, connections, seconds) : nodeLoad({ ...target, connections, seconds }));
  if (result.failed > 0) throw new Error(`${result.failed} of ${result.answers} answers of ${target.url} failed`);
  return result;
}
