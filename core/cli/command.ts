/** What every command has in common: flags, a connection, an answer, an exit code. */
import { randomUUID } from "node:crypto";
import type { Command } from "commander";
import type { Client } from "../api/index.ts";
import { fromTransport } from "../api/index.ts";
import { connect } from "./connect.ts";
import { fail, print, progressBar, toJson } from "./output.ts";

export interface CommonFlags {
  json?: boolean;
  dataDir?: string;
}

/** `exit` 3 says: done, and the answer is "no". */
export interface Answer {
  json: unknown;
  text: string;
  exit?: 0 | 3;
}

/** How long a cancelled command may take to put things in order. */
const CANCEL_MS = 1800;

let cancelRunning: (() => void) | null = null;

/** The first Ctrl-C asks the running job to stop, or ends a command that has none; the work has 1.8 s to comply. */
export function installCancel(): void {
  process.on("SIGINT", () => {
    if (!cancelRunning) process.exit(130);
    cancelRunning();
    cancelRunning = null;
    setTimeout(() => process.exit(130), CANCEL_MS).unref();
  });
}

/** Declares a command with the flags that all share. */
export const declare = (program: Command, usage: string, description: string, example: string): Command =>
  program
    .command(usage)
    .description(description)
    .option("--json", "print one JSON document")
    .option("--data-dir <dir>", "where Homeostat keeps everything")
    .addHelpText("after", `\nExample:\n  $ homeostat ${example}`);

/** Prints an answer; the exit code is set, not forced, so that output is flushed. */
export async function answer(flags: CommonFlags, work: () => Promise<Answer>): Promise<void> {
  try {
    const { json, text, exit = 0 } = await work();
    print(flags.json ? toJson(json) : text);
    process.exitCode = exit;
  } catch (thrown) {
    process.exitCode = fail(fromTransport(thrown), flags.json ?? false);
  }
}

/** Connects, works, lets go of the folder, answers. */
export const withClient = (flags: CommonFlags, work: (client: Client) => Promise<Answer>): Promise<void> =>
  answer(flags, async () => {
    const connection = await connect(flags.dataDir);
    try {
      return await work(connection.client);
    } finally {
      await connection.close();
    }
  });

/** Runs a long call as a job: its progress on the terminal, Ctrl-C cancels it. */
export async function asJob<T>(client: Client, call: (job: string) => Promise<T>): Promise<T> {
  const job = randomUUID();
  const bar = progressBar();
  cancelRunning = () => {
    client.jobs.cancel({ job }).catch(() => process.exit(130));
  };
  const result = call(job);
  const watching = watch(client, job, bar.update);
  try {
    return await result;
  } finally {
    cancelRunning = null;
    bar.stop();
    await watching;
  }
}

async function watch(client: Client, job: string, update: ReturnType<typeof progressBar>["update"]): Promise<void> {
  try {
    for await (const { progress } of await client.jobs.watch({ job })) update(progress);
  } catch {
    // The bar is a courtesy: the job's own call reports what went wrong.
  }
}
