/** Who carries a command out: the engine that runs on the folder, over localhost, or this process by itself. */
import { existsSync, readFileSync } from "node:fs";
import { type Client, createRouter, type Fetch, localClient, remoteClient } from "../api/index.ts";
import { createAppliance } from "../appliance.ts";
import { HomeostatError } from "../contract/index.ts";
import { type DataDir, openDataDir } from "../shared/index.ts";
import { pinnedFetch } from "./pinned-fetch.ts";

export interface Connection {
  client: Client;
  close(): Promise<void>;
}

/** A command may wait this long for another one on the same folder. */
const PATIENCE_MS = 120_000;
const RETRY_MS = 250;

interface RunningEngine {
  url: string;
  ask: Fetch;
}

async function runningEngine(dir: DataDir): Promise<RunningEngine | null> {
  if (!existsSync(dir.engine)) return null;
  try {
    const { url, certificate } = JSON.parse(readFileSync(dir.engine, "utf8")) as {
      url: string;
      certificate: string | null;
    };
    const ask = certificate ? pinnedFetch(certificate) : fetch;
    const answer = await ask(new Request(`${url}/health/live`, { signal: AbortSignal.timeout(2000) }));
    return answer.ok ? { url, ask } : null;
  } catch {
    // Left behind by an engine that was killed, or being written: whoever holds the lock decides.
    return null;
  }
}

/** @throws DATABASE_LOCKED where another process keeps the folder for too long and answers nothing */
export async function connect(dataDir?: string): Promise<Connection> {
  const dir = openDataDir(dataDir);
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const engine = await runningEngine(dir);
    if (engine)
      return {
        client: remoteClient(engine.url, readFileSync(dir.token, "utf8").trim(), engine.ask),
        close: async () => undefined,
      };
    try {
      const appliance = await createAppliance({ dataDir: dir.root, lockWait: RETRY_MS });
      return { client: localClient(createRouter(appliance)), close: () => appliance.close() };
    } catch (error) {
      const locked = error instanceof HomeostatError && error.code === "DATABASE_LOCKED";
      if (!locked || performance.now() > deadline) throw error;
    }
  }
}
