/** The same engine as `homeostat serve`, for the window: pages come from the app, calls over a port. */
import { serveMessagePort } from "../../core/api/index.ts";
import { startEngine } from "../../core/engine.ts";
import type { EngineFlags, Notice } from "../messages.ts";
import type { RunningEngine } from "./run-engine.ts";

export async function startWindowEngine(flags: EngineFlags, notify: (notice: Notice) => void): Promise<RunningEngine> {
  const engine = await startEngine({ ...flags, ui: false, notify });
  return {
    url: engine.url,
    serve: (port) => serveMessagePort(engine.router, port),
    close: engine.close,
  };
}
