/** The real `homeostat serve` as a process of its own. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Durability } from "../../core/serve/index.ts";

const launcher = fileURLToPath(new URL("../../bin/homeostat", import.meta.url));
const preload = new URL("./failing-sync.ts", import.meta.url).href;

export interface ServeProcess {
  url: string;
  pid: number;
  /** What it wrote to stderr, and how it ended where nobody killed it; null while it runs. */
  ended(): string | null;
  /** SIGKILL, in mid-work. */
  kill(): Promise<void>;
}

/**
 * @param failSync a file: while it is there, each sync of the log fails with EIO
 * @throws Error where the service ends before it answers
 */
export async function startServe(dataDir: string, durability: Durability, failSync: string): Promise<ServeProcess> {
  const args = ["--json", "--no-ui", "--port", "0", "--data-dir", dataDir, "--durability", durability];
  const env = { ...process.env, NODE_OPTIONS: `--import=${preload}`, FAIL_SYNC: failSync, HOMEOSTAT_LOG: "error" };
  const child = spawn(process.execPath, [launcher, "serve", ...args], { stdio: ["ignore", "pipe", "pipe"], env });
  let said = "";
  child.stderr.on("data", (part: Buffer) => {
    said = (said + part).slice(-2000);
  });
  let end: string | null = null;
  const exited = once(child, "exit").then(([code, signal]) => {
    end = `ended with ${signal ?? code}: ${said}`;
  });
  const first = await Promise.race([once(child.stdout, "data"), exited]);
  if (!first) throw new Error(end ?? "ended");
  const told = String((first as [Buffer])[0]);
  const { url } = JSON.parse(told) as { url?: string };
  if (url === undefined) throw new Error(told);
  return {
    ...{ url, pid: child.pid! },
    ended: () => end,
    kill: async () => {
      child.kill("SIGKILL");
      await exited;
    },
  };
}
