/** The engine's side of the shell: starts on request, serves a window per port, closes before it exits. */
import type { MessageEvent, MessagePortMain, ParentPort } from "electron";
import { asHomeostatError } from "../../core/contract/index.ts";
import type { EngineFlags, FromEngine, Notice, ToEngine } from "../messages.ts";

export interface RunningEngine {
  url: string;
  /** Serves the contract on a port until that closes. */
  serve(port: MessagePortMain): void;
  close(): Promise<void>;
}

export interface RunDeps {
  parent: Pick<ParentPort, "on" | "postMessage">;
  start(flags: EngineFlags, notify: (notice: Notice) => void): Promise<RunningEngine>;
  exit(code: number): void;
}

export function runEngine({ parent, start, exit }: RunDeps): void {
  let starting: Promise<RunningEngine> | undefined;
  const say = (message: FromEngine) => parent.postMessage(message);

  async function begin(flags: EngineFlags): Promise<void> {
    starting = start(flags, ({ title, text, address }) => say({ type: "notify", notice: { title, text, address } }));
    try {
      const { url } = await starting;
      say({ type: "ready", url });
    } catch (error) {
      say({ type: "failed", error: asHomeostatError(error).toJSON() });
      exit(1);
    }
  }

  /** A start that is under way is waited for: what it has opened must be closed. */
  async function end(): Promise<void> {
    const engine = await starting?.catch(() => undefined);
    await engine?.close();
    exit(0);
  }

  parent.on("message", async ({ data, ports }: MessageEvent) => {
    const message = data as ToEngine;
    if (message.type === "start") return begin(message.flags);
    if (message.type === "stop") return end();
    const [port] = ports;
    const engine = await starting;
    if (engine && port) {
      engine.serve(port);
      port.start();
    }
  });
}
