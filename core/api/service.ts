/** Where the service is found, what it keeps, and when its schedules come. */
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Appliance } from "../appliance.ts";
import { type About, HomeostatError, say } from "../contract/index.ts";
import { CODE_VERSION } from "../registry/index.ts";
import { nextRuns } from "../shared/index.ts";

/** What an engine tells the router about itself; `url` once it listens. */
export interface Listening {
  url: string | null;
  token: string;
  tokenRequired: boolean;
}

/** Files that go while they are counted count nothing. */
async function bytesIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const found = await Promise.allSettled(files.map(({ parentPath, name }) => stat(join(parentPath, name))));
  return found.reduce((sum, one) => sum + (one.status === "fulfilled" ? one.value.size : 0), 0);
}

export async function aboutService(
  { dir, durability }: Pick<Appliance, "dir" | "durability">,
  listening: Listening | null,
): Promise<About> {
  return {
    ...{ version: CODE_VERSION, durability, data_dir: dir.root, url: listening?.url ?? null },
    token_required: listening?.tokenRequired ?? false,
    data_bytes: await bytesIn(dir.root),
  };
}

/** @throws HomeostatError WRONG_USE where nothing listens */
export function readToken(listening: Listening | null): { token: string } {
  if (!listening) throw new HomeostatError("WRONG_USE", { reason: say("noToken") });
  return { token: listening.token };
}

/** @throws HomeostatError WRONG_USE for what is no cron expression */
export function upcoming(
  { clock }: Pick<Appliance, "clock">,
  { cron, count }: { cron: string; count: number },
): { next: string[] } {
  const next = nextRuns(cron, clock.now(), count);
  if (next === null) throw new HomeostatError("WRONG_USE", { reason: say("noCron", { cron }) });
  return { next: next.map((at) => new Date(at).toISOString()) };
}
