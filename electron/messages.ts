/** What the three processes of the shell say to each other. Everything else goes through the contract. */
import type { ErrorBody } from "../core/contract/errors.ts";

export interface EngineFlags {
  dataDir?: string;
  port?: number;
}

/** Main → engine. A `connect` carries one port, the engine's end of a channel to a window. */
export type ToEngine = { type: "start"; flags: EngineFlags } | { type: "connect" } | { type: "stop" };

/** What a notification of the system says; `address` is the hash route of the page that shows it. */
export interface Notice {
  title: string;
  text: string[];
  address: string;
}

/** Engine → main. After `failed` the engine exits: starting again as it is would fail again. */
export type FromEngine =
  | { type: "ready"; url: string }
  | { type: "failed"; error: ErrorBody }
  | { type: "notify"; notice: Notice };

/** Page → preload → main: "I want a port to the engine." */
export const CONNECT = "homeostat:connect";
/** Main → preload → page, with the port. Sent again, on a new ask, after the engine was restarted. */
export const PORT = "homeostat:port";
