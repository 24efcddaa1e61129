/** Servers in processes of their own: started, asked until they answer, looked at, stopped. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Target } from "./client.ts";

export interface Command {
  file: string;
  args: string[];
  cwd?: string;
  env?: NodeJS.ProcessEnv;
}

export interface Server extends Target {
  /** From the start of the process to its first answer, milliseconds. */
  coldStart: number;
  /** Processor time so far, all threads, microseconds; null where there is no /proc. */
  cpu(): number | null;
  /** Resident memory, MB; null where there is no /proc. */
  memory(): number | null;
  stop(): Promise<void>;
}

const TICKS_PER_SECOND = 100;
const GIVE_UP_MS = 90_000;

/** Servers that live, each the leader of its group. None outlives the bench, however that ends. */
const living = new Set<number>();
process.on("exit", () => {
  for (const pid of living) process.kill(-pid, "SIGKILL");
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => process.exit(1));

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, "close");
  return port;
}

const procFile = (pid: number, name: string): string | null => {
  const path = `/proc/${pid}/${name}`;
  return existsSync(path) ? readFileSync(path, "utf8") : null;
};

function cpuOf(pid: number): number | null {
  // Behind the name of the program, which may hold anything, in brackets (man 5 proc).
  const fields = procFile(pid, "stat")?.split(") ").at(-1)?.split(" ");
  return fields ? ((Number(fields[11]) + Number(fields[12])) * 1e6) / TICKS_PER_SECOND : null;
}

function memoryOf(pid: number): number | null {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(procFile(pid, "status") ?? "")?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) / 1024;
}

async function answers({ url, path, body }: Target): Promise<boolean> {
  try {
    const reply = await fetch(url + path, { method: "POST", body, headers: { "content-type": "application/json" } });
    await reply.arrayBuffer();
    return reply.ok;
  } catch {
    // Not listening yet.
    return false;
  }
}

async function firstAnswer(child: ChildProcess, target: Target): Promise<void> {
  const started = performance.now();
  while (!(await answers(target))) {
    if (child.exitCode !== null) throw new Error(`${child.spawnfile} ended before it answered`);
    if (performance.now() - started > GIVE_UP_MS) throw new Error(`${child.spawnfile} does not answer`);
    await sleep(2);
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  await Promise.race([ended, sleep(15_000, undefined, { ref: false })]);
  // With its workers: it leads a group of its own.
  if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid!, "SIGKILL");
}

/** @param command of a server that will listen on the port in the target's url */
export async function start({ file, args, cwd, env }: Command, target: Target): Promise<Server> {
  const began = performance.now();
  const child = spawn(file, args, { stdio: "ignore", detached: true, cwd, env: { ...process.env, ...env } });
  const pid = child.pid;
  // What could not be started has no pid; its error event alone would end the bench.
  child.on("error", () => undefined);
  if (pid === undefined) throw new Error(`${file} cannot be started`);
  living.add(pid);
  child.on("exit", () => living.delete(pid));
  try {
    await firstAnswer(child, target);
  } catch (error) {
    await stop(child);
    throw error;
  }
  return {
    ...target,
    coldStart: performance.now() - began,
    cpu: () => cpuOf(pid),
    memory: () => memoryOf(pid),
    stop: () => stop(child),
  };
}
