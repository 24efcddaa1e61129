/**
 * node bench/app/quiet-engine.ts FOLDER PORT: the engine as `serve` starts it, on a machine that says it has time: a busy
 * one puts its repairs off, rightly, and a journey through a repair would wait for that.
 */
import { startEngine } from "../../core/engine.ts";
import { observeHost } from "../../core/observe/index.ts";
import { createLogger } from "../../core/shared/index.ts";

const [dataDir, port] = process.argv.slice(2);
if (dataDir === undefined || port === undefined) throw new Error("Name the folder and the port.");
const engine = await startEngine({
  dataDir,
  port: Number(port),
  defaultPolicy: { mode: "approve" },
  logger: createLogger("error"),
  observeHost: async () => {
    const { cpu_share: _busy, load_1m: _load, ...host } = await observeHost();
    return { ...host, cpu_share: 0.1, load_1m: 0.2 };
  },
});
console.log(JSON.stringify({ url: engine.url, ui: engine.ui }));
process.once("SIGTERM", () => void engine.close().then(() => process.exit(0)));
