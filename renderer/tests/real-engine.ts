/** The real engine in a process of its own, as `homeostat serve` starts it: it can be killed and started again. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const BIN = fileURLToPath(new URL("../../bin/homeostat", import.meta.url));
const QUIET = fileURLToPath(new URL("../../bench/app/quiet-engine.ts", import.meta.url));

export interface RealEngine extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`, the same after a restart. */
  url: string;
  /** The address for a browser, with the token. */
  ui: string;
  folder: string;
  /** Bytes of memory now; null where the system does not list them. */
  rss(): number | null;
  /** Ends it at once, as a crash or a power cut does. */
  kill(): Promise<void>;
  /** Starts it again on the same folder and port. */
  restart(): Promise<void>;
}

export interface RealEngineOptions {
  /** A folder that is kept; else a new one that goes with the engine. */
  folder?: string;
  env?: Record<string, string>;
  /** Tells it that the machine has time for repairs. */
  quiet?: boolean;
}

interface Started {
  process: ChildProcess;
  url: string;
  ui: string;
}

type Launch = (folder: string, port: string) => string[];
const SERVE: Launch = (folder, port) => [BIN, "serve", "--port", port, "--json", "--data-dir", folder];
const SERVE_QUIETLY: Launch = (folder, port) => [QUIET, folder, port];

async function start(launch: Launch, folder: string, port: string, env: Record<string, string>): Promise<Started> {
  const child = spawn(process.execPath, launch(folder, port), {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, HOMEOSTAT_LOG: "error", ...env },
  });
  const line = await Promise.race([
    once(createInterface(child.stdout), "line").then(([first]) => String(first)),
    once(child, "exit").then(([code]) => Promise.reject(new Error(`the engine ended with ${code} before it answered`))),
  ]);
  return { process: child, ...(JSON.parse(line) as { url: string; ui: string }) };
}

async function end({ process: child }: Started, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill(signal);
  await ended;
}

/** @example await using engine = await startRealEngine(); await page.goto(engine.ui); */
export async function startRealEngine({ folder, env = {}, quiet }: RealEngineOptions = {}): Promise<RealEngine> {
  const launch = quiet ? SERVE_QUIETLY : SERVE;
  const home = folder ?? mkdtempSync(join(tmpdir(), "homeostat-engine-"));
  let running = await start(launch, home, "0", env);
  return {
    url: running.url,
    ui: running.ui,
    folder: home,
    rss: () => {
      const status = `/proc/${running.process.pid}/status`;
      if (!existsSync(status)) return null;
      return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(status, "utf8"))?.[1]) * 1024;
    },
    kill: () => end(running, "SIGKILL"),
    restart: async () => {
      await end(running, "SIGKILL");
      running = await start(launch, home, new URL(running.url).port, env);
    },
    async [Symbol.asyncDispose]() {
      await end(running, "SIGTERM");
      if (folder === undefined) rmSync(home, { recursive: true, force: true });
    },
  };
}
