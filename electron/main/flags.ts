/** Flags of the desktop app. Chromium's and Electron's own flags pass by unread. */
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import type { EngineFlags } from "../messages.ts";

/**
 * @param argv without the executable and the app's path
 * @example engineFlags(["--data-dir", "/srv/homeostat", "--port=0"]) // { dataDir: "/srv/homeostat", port: 0 }
 */
export function engineFlags(argv: readonly string[]): EngineFlags {
  const { values } = parseArgs({
    args: [...argv],
    options: { "data-dir": { type: "string" }, port: { type: "string" } },
    strict: false,
  });
  const { "data-dir": dataDir, port } = values;
  return {
    ...(typeof dataDir === "string" ? { dataDir: resolve(dataDir) } : {}),
    ...(typeof port === "string" && /^\d{1,5}$/.test(port) ? { port: Number(port) } : {}),
  };
}
