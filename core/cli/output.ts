/** How a command answers: one JSON document, or plain words; errors and progress never on stdout by surprise. */
import { SingleBar } from "cli-progress";
import { asHomeostatError, type Progress } from "../contract/index.ts";

/** NaN and infinities are unknown to JSON: they become null. */
export const toJson = (value: unknown): string =>
  JSON.stringify(value, (_key, each: unknown) => (typeof each === "number" && !Number.isFinite(each) ? null : each));

export const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

export const say = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

/** Prints the error as the interface wants it, and returns the exit code. */
export function fail(thrown: unknown, json: boolean): number {
  const error = asHomeostatError(thrown);
  if (json) print(toJson({ error: error.toJSON() }));
  else say(error.message);
  if (error.code === "INTERNAL" && process.env.HOMEOSTAT_LOG === "debug" && error.cause instanceof Error)
    say(String(error.cause.stack));
  return error.exit;
}

/** A bar with stage, share done and time left on a terminal; silent in a pipe. */
export function progressBar(): { update(progress: Progress): void; stop(): void } {
  if (!process.stderr.isTTY) return { update: () => undefined, stop: () => undefined };
  const bar = new SingleBar({
    format: "{bar} {percentage}% {stage} {eta_formatted} left",
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
  });
  bar.start(1, 0, { stage: "starting" });
  return {
    update: ({ done, stage }) => bar.update(done, { stage }),
    stop: () => bar.stop(),
  };
}

/** Aligned columns for people. Numbers are rounded to four significant digits. */
export function table(rows: readonly Record<string, unknown>[]): string {
  if (rows.length === 0) return "(none)";
  const names = Object.keys(rows[0]!);
  const text = (value: unknown): string => {
    if (value === null || value === undefined) return "-";
    if (typeof value === "number")
      return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
    return typeof value === "object" ? JSON.stringify(value) : String(value);
  };
  const widths = names.map((name) => Math.max(name.length, ...rows.map((row) => text(row[name]).length)));
  const line = (cells: string[]) =>
    cells
      .map((cell, i) => cell.padEnd(widths[i]!))
      .join("  ")
      .trimEnd();
  return [line(names), ...rows.map((row) => line(names.map((name) => text(row[name]))))].join("\n");
}
