import { randomUUID } from "node:crypto";
import { createReadStream, createWriteStream, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Command } from "commander";
import { HomeostatError } from "../../contract/index.ts";
import { asJob, type CommonFlags, declare, withClient } from "../command.ts";
import { type ReadFlags, readOptions, source, withReadFlags } from "../options.ts";
import { table } from "../output.ts";

interface Flags extends CommonFlags, ReadFlags {
  model?: string;
  out?: string;
  withInput?: boolean;
  explain?: boolean;
}

const scratch = (): string => join(tmpdir(), `homeostat-${randomUUID()}.csv`);

/** Gives work a path for `-` (standard input) and for no `--out` (standard output), and cleans up behind it. */
async function withPlainFiles<T>(
  file: string,
  out: string | undefined,
  work: (file: string, out: string) => Promise<T>,
): Promise<T> {
  const made: string[] = [];
  const make = () => {
    const path = scratch();
    made.push(path);
    return path;
  };
  try {
    const input = file === "-" ? make() : source(file);
    if (file === "-") await pipeline(process.stdin, createWriteStream(input));
    const output = out === undefined ? make() : resolve(out);
    const result = await work(input, output);
    if (out === undefined) await pipeline(createReadStream(output), process.stdout, { end: false });
    return result;
  } finally {
    for (const path of made) rmSync(path, { force: true });
  }
}

export function declarePredict(program: Command): void {
  withReadFlags(
    declare(
      program,
      "predict <file>",
      "one line of prediction for each row of a file (- reads standard input)",
      "predict new.csv --model diabetes --out answers.csv",
    ),
  )
    .option("--model <ref>", "NAME, NAME@v0003, NAME@candidate")
    .option("--out <file>", "where to write (default: standard output)")
    .option("--with-input", "add the row's own cells")
    .option("--explain", "add what each feature added to the answer")
    .action((file: string, flags: Flags) =>
      withClient(flags, async (client) => {
        if (flags.json && !flags.out)
          throw new HomeostatError("WRONG_USE", { reason: "With --json the predictions need a file: add --out FILE." });
        const report = await withPlainFiles(file, flags.out, (input, out) =>
          asJob(client, (job) =>
            client.predict.file({
              ref: flags.model,
              source: input,
              read: readOptions(flags),
              out,
              with_input: flags.withInput ?? false,
              explain: flags.explain ?? false,
              job,
            }),
          ),
        );
        const text = flags.out
          ? `${report.rows} rows, ${report.imputed} with imputed values, ${report.rejected} rejected → ${report.out}`
          : "";
        const { result: _, ...json } = report;
        return { json, text };
      }),
    );

  withReadFlags(
    declare(
      program,
      "evaluate <file>",
      "how good a version is on rows whose outcome is known",
      "evaluate recent.csv --model diabetes",
    ),
  )
    .option("--model <ref>", "NAME, NAME@v0003, NAME@candidate")
    .action((file: string, flags: Flags) =>
      withClient(flags, async (client) => {
        const report = await asJob(client, (job) =>
          client.evaluate({ ref: flags.model, source: source(file), read: readOptions(flags), job }),
        );
        const rows = Object.entries(report.metrics).map(([metric, value]) => {
          const interval = report.intervals[metric as keyof typeof report.intervals];
          return { metric, value, low: interval?.[0], high: interval?.[1] };
        });
        return { json: report, text: `${report.model}@${report.version} on ${report.rows} rows\n${table(rows)}` };
      }),
    );
}
