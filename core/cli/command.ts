/** What every command has in common: flags, a connection, an answer, an exit code. */
import { randomUUID } from "node:crypto";
import type { Command } from "commander";
import type { Client } from "../api/index.ts";
import { fromTransport } from "../api/index.ts";
import { HomeostatError, type Job } from "../contract/index.ts";
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

type Update = ReturnType<typeof progressBar>["update"];

/** @param follow tells the bar until it ends by itself, or `over` aborts */
async function withBar<T>(
  call: () => Promise<T>,
  follow: (update: Update, over: AbortSignal) => Promise<void>,
  cancel: () => Promise<unknown>,
): Promise<T> {
  const bar = progressBar();
  const over = new AbortController();
  cancelRunning = () => {
    cancel().catch(() => process.exit(130));
  };
  const result = call();
  // The bar is a courtesy: the call itself reports what went wrong.
  const following = follow(bar.update, over.signal).catch(() => undefined);
  try {
    return await result;
  } finally {
    cancelRunning = null;
    over.abort();
    bar.stop();
    await following;
  }
}

/** Runs a long call as a job: its progress on the terminal, Ctrl-C cancels it. */
export function asJob<T>(client: Client, call: (job: string) => Promise<T>): Promise<T> {
  const job = randomUUID();
  const follow = async (update: Update, signal: AbortSignal) => {
    for await (const { progress } of await client.jobs.watch({ job }, { signal })) update(progress);
  };
  return withBar(
    () => call(job),
    follow,
    () => client.jobs.cancel({ job }),
  );
}

/** A long call that brings jobs about by itself: the progress of what runs, which Ctrl-C cancels. */
export function withJobs<T>(client: Client, brings: (job: Job) => boolean, call: () => Promise<T>): Promise<T> {
  let running: string | null = null;
  const follow = async (update: Update, signal: AbortSignal) => {
    for await (const event of await client.events(undefined, { signal })) {
      if (event.type !== "job_changed" || !brings(event.job)) continue;
      running = event.job.state === "running" ? event.job.id : null;
      update(event.job.progress);
    }
  };
  return withBar(call, follow, async () => {
    if (running === null) throw new HomeostatError("CANCELLED");
    await client.jobs.cancel({ job: running });
  });
}
