/** A served appliance in a process of its own, so that its memory is its own and a client does not share its thread. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { temporaryDirectory } from "./directory.ts";

export interface Footprint {
  /** Bytes. */
  rss: number;
  heapUsed: number;
  /** Open files and sockets; null where the system does not list them. */
  descriptors: number | null;
  /** Requests being worked on. */
  queue: number;
  connections: number;
}

type What = { kind: "footprint" | "collect" | "stop" } | { kind: "promote"; version: string };
export type Order = What & { id: number };
export type Reply = { id: number; url?: string; footprint: Footprint | null };

export interface Service extends AsyncDisposable {
  url: string;
  dataDir: string;
  footprint(): Promise<Footprint>;
  /** The same after a collection of garbage. */
  collected(): Promise<Footprint>;
  promote(version: string): Promise<void>;
  /** Drains and ends the process; the folder stays until it is disposed of. */
  stop(): Promise<void>;
}

const PATIENCE_MS = 30_000;

/** Once clients have left and nothing is being worked on; what never ends shows in what is left. */
export async function settled(service: Service): Promise<Footprint> {
  const deadline = performance.now() + PATIENCE_MS;
  let found = await service.collected();
  while (found.queue + found.connections > 0 && performance.now() < deadline) found = await service.collected();
  return found;
}

/** What `bin/homeostat` starts the service with. */
const LAUNCHED = ["--max-semi-space-size=4", "--no-parallel-scavenge"];

/** @param versions of `sales`, see versions.ts; v0001 is live */
export async function startService(versions: number): Promise<Service> {
  const directory = temporaryDirectory();
  const dataDir = directory.path;
  const file = fileURLToPath(new URL("./service-process.ts", import.meta.url));
  const child = fork(file, [dataDir, String(versions)], { execArgv: ["--expose-gc", ...LAUNCHED] });
  const waiting = new Map<number, PromiseWithResolvers<Reply>>();
  let last = 0;
  let running = true;

  function expectReply(id: number): Promise<Reply> {
    const reply = Promise.withResolvers<Reply>();
    waiting.set(id, reply);
    return reply.promise;
  }
  child.on("message", (reply: Reply) => {
    waiting.get(reply.id)?.resolve(reply);
    waiting.delete(reply.id);
  });
  child.on("exit", (code, signal) => {
    running = false;
    for (const each of waiting.values()) each.reject(new Error(`the service ended (${code ?? signal})`));
  });

  async function ask(what: What): Promise<Footprint | null> {
    const id = ++last;
    const reply = expectReply(id);
    child.send({ ...what, id } satisfies Order);
    return (await reply).footprint;
  }
  async function stop(): Promise<void> {
    if (!running) return;
    const exited = once(child, "exit");
    await ask({ kind: "stop" });
    await exited;
  }

  const { url } = await expectReply(0);
  return {
    url: url!,
    dataDir,
    footprint: async () => (await ask({ kind: "footprint" }))!,
    collected: async () => (await ask({ kind: "collect" }))!,
    promote: async (version) => void (await ask({ kind: "promote", version })),
    stop,
    [Symbol.asyncDispose]: async () => {
      await stop();
      directory[Symbol.dispose]();
    },
  };
}
