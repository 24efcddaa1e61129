/** A served appliance in a process of its own, under orders of its parent: see service.ts. */
import { readdirSync } from "node:fs";
import { createAppliance } from "../../core/appliance.ts";
import { createHttpServer, listen } from "../../core/serve/index.ts";
import { silentLogger } from "../../core/shared/index.ts";
import type { Footprint, Order, Reply } from "./service.ts";
import { nthVersion } from "./versions.ts";

const [dataDir, versions] = process.argv.slice(2) as [string, string];
const WHY = { actor: "bench", reason: "bench", gate: null };

const appliance = await createAppliance({ dataDir, logger: silentLogger });
const { registry, sessions } = appliance;
for (let n = 1; n <= Number(versions); n++) registry.register(await nthVersion(n));
registry.promote("sales", "v0001", WHY);
await sessions.open("sales");
const app = await createHttpServer({ ...appliance, token: "bench", requireToken: false, uiFolder: null });
const url = await listen(app, { port: 0, host: "127.0.0.1" });

/** Open files, sockets and pipes; null where the system does not list them. */
function descriptors(): number | null {
  try {
    return readdirSync("/proc/self/fd").length;
  } catch {
    return null;
  }
}

async function footprint(): Promise<Footprint> {
  const { rss, heapUsed } = process.memoryUsage();
  const { queue_depth: queue } = appliance.metrics.facts();
  const connections = await app.acceptors.connections();
  return { rss, heapUsed, descriptors: descriptors(), queue, connections };
}

/** As a promotion by hand does it (core/heal/promotion.ts), without the gate. */
async function promote(version: string): Promise<void> {
  await sessions.prepare("sales", version);
  registry.promote("sales", version, WHY);
  sessions.activate("sales", version);
}

async function carryOut(order: Order): Promise<Footprint | null> {
  if (order.kind === "collect") globalThis.gc!();
  if (order.kind === "footprint" || order.kind === "collect") return footprint();
  if (order.kind === "promote") await promote(order.version);
  else {
    await app.close();
    await appliance.close();
  }
  return null;
}

process.on("message", async (order: Order) => {
  const reply: Reply = { id: order.id, footprint: await carryOut(order) };
  process.send!(reply, () => {
    if (order.kind === "stop") process.disconnect();
  });
});
// A parent that is gone cannot stop it any more.
process.on("disconnect", () => process.exit(0));
const ready: Reply = { id: 0, url, footprint: null };
process.send!(ready);
