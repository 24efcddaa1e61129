import { type Command, Option } from "commander";
import { HomeostatError, type PolicyMode } from "../../contract/index.ts";
import { startEngine } from "../../engine.ts";
import { isLoopback } from "../../serve/index.ts";
import { createLogger } from "../../shared/index.ts";
import { type CommonFlags, declare } from "../command.ts";
import { whole } from "../options.ts";
import { fail, print, say, toJson } from "../output.ts";

interface Flags extends CommonFlags {
  port: number;
  host: string;
  ui: boolean;
  policy: PolicyMode;
  durability: "process" | "power";
  requireToken?: boolean;
  tlsCert?: string;
  tlsKey?: string;
}

/** How long open requests may take to end before the process does. */
const DRAIN_MS = 10_000;

/** @throws WRONG_USE for one without the other */
function tlsFiles({ tlsCert, tlsKey }: Flags): { cert: string; key: string } | undefined {
  if (tlsCert === undefined && tlsKey === undefined) return undefined;
  if (tlsCert === undefined || tlsKey === undefined)
    throw new HomeostatError("WRONG_USE", { reason: "--tls-cert and --tls-key belong together; give both." });
  return { cert: tlsCert, key: tlsKey };
}

const warning = (host: string): string =>
  `Warning: Homeostat answers the network on ${host}, not this machine alone. Whoever reaches it and has the token can use it.`;

async function serve(flags: Flags): Promise<void> {
  try {
    const engine = await startEngine({
      dataDir: flags.dataDir,
      port: flags.port,
      host: flags.host,
      ui: flags.ui,
      durability: flags.durability,
      requireToken: flags.requireToken ?? false,
      tls: tlsFiles(flags),
      defaultPolicy: { mode: flags.policy },
      logger: createLogger(process.env.HOMEOSTAT_LOG ?? "info"),
    });
    const { url, ui, appliance } = engine;
    if (!isLoopback(flags.host)) say(warning(flags.host));
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
    .option("--host <address>", "beyond this machine only with TLS and the token", "127.0.0.1")
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
    .option("--tls-cert <file>", "certificate in PEM; its names are served")
    .option("--tls-key <file>", "its key in PEM")
    .action(serve);
};
