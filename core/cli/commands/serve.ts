import { type Command, Option } from "commander";
import type { PolicyMode } from "../../contract/index.ts";
import { startEngine } from "../../engine.ts";
import { createLogger } from "../../shared/index.ts";
import { type CommonFlags, declare } from "../command.ts";
import { whole } from "../options.ts";
import { fail, print, toJson } from "../output.ts";

interface Flags extends CommonFlags {
  port: number;
  host: string;
  ui: boolean;
  policy: PolicyMode;
  durability: "process" | "power";
  requireToken?: boolean;
}

/** How long open requests may take to end before the process does. */
const DRAIN_MS = 10_000;

async function serve(flags: Flags): Promise<void> {
  try {
    const engine = await startEngine({
      dataDir: flags.dataDir,
      port: flags.port,
      host: flags.host,
      ui: flags.ui,
      durability: flags.durability,
      requireToken: flags.requireToken ?? false,
      defaultPolicy: { mode: flags.policy },
      logger: createLogger(process.env.HOMEOSTAT_LOG ?? "info"),
    });
    const { url, ui, appliance } = engine;
    print(
      flags.json
        ? toJson({ url, ui, token_file: appliance.dir.token, pid: process.pid })
        : `Homeostat answers at ${url}\nOpen ${ui}`,
    );
    const stop = () => {
      setTimeout(() => process.exit(1), DRAIN_MS).unref();
      engine.close().then(
        () => process.exit(0),
        (error: unknown) => process.exit(fail(error, false)),
      );
    };
    process.removeAllListeners("SIGINT");
    process.once("SIGTERM", stop);
    process.once("SIGINT", stop);
  } catch (error) {
    process.exitCode = fail(error, flags.json ?? false);
  }
}

export const declareServe = (program: Command): void => {
  declare(program, "serve", "serve the live models, watch them and heal them", "serve --port 4870")
    .option("--port <n>", "0 picks a free one", whole, 4870)
    .option("--host <address>", "loopback only", "127.0.0.1")
    .option("--no-ui", "without the pages")
    .addOption(
      new Option("--policy <mode>", "for models that have none of their own")
        .choices(["automatic", "approve", "observe"])
        .default("approve"),
    )
    .addOption(
      new Option("--durability <kind>", "what an acknowledged prediction survives")
        .choices(["process", "power"])
        .default("process"),
    )
    .option("--require-token", "for the data plane too")
    .action(serve);
};
