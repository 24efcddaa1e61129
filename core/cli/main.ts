/** `homeostat COMMAND`: every command is a call to the contract, or starts what answers it. */
import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { HomeostatError } from "../contract/index.ts";
import { installCancel } from "./command.ts";
import { declareAlerts } from "./commands/alerts.ts";
import { declareHeal } from "./commands/heal.ts";
import { declareModels } from "./commands/models.ts";
import { declareObserve } from "./commands/observe.ts";
import { declareOutcomes } from "./commands/outcomes.ts";
import { declarePredict } from "./commands/predict.ts";
import { declareReplay } from "./commands/replay.ts";
import { declareReports } from "./commands/reports.ts";
import { declareServe } from "./commands/serve.ts";
import { declareTrain } from "./commands/train.ts";
import { fail } from "./output.ts";

const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
  version: string;
};

/** The whole command line, undecided: tests and the reference's generator walk over it too. */
export function createProgram(json: boolean): Command {
  const program = new Command("homeostat")
    .description("Turns a table into a served model and keeps that model right by itself, offline.")
    .version(version)
    .showHelpAfterError(false)
    .exitOverride()
    .configureOutput({ outputError: (text, write) => (json ? undefined : write(text)) });
  for (const declare of [
    declareTrain,
    declarePredict,
    declareServe,
    declareModels,
    declareOutcomes,
    declareObserve,
    declareReports,
    declareHeal,
    declareAlerts,
    declareReplay,
  ])
    declare(program);
  for (const command of program.commands) command.exitOverride().configureOutput(program.configureOutput());
  return program;
}

async function main(argv: string[]): Promise<void> {
  const json = argv.includes("--json");
  installCancel();
  try {
    await createProgram(json).parseAsync(argv);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return;
    process.exitCode = 2;
    if (json) fail(new HomeostatError("WRONG_USE", { reason: error.message.replace(/^error: /, "") }), true);
  }
}

if (import.meta.main) await main(process.argv);
