import { resolve } from "node:path";
import type { Command } from "commander";
import { writeAtomic } from "../../shared/index.ts";
import { type CommonFlags, declare, withClient } from "../command.ts";
import { table } from "../output.ts";

interface Flags extends CommonFlags {
  model?: string;
  incident?: string;
  out?: string;
}

export function declareReports(program: Command): void {
  declare(program, "reports [name]", "drift reports that were kept, and where one lies", "reports --model diabetes")
    .option("--model <name>", "of this model only")
    .option("--incident <id>", "of this incident only")
    .option("--out <file>", "copy the named report there, to be read in a browser")
    .action((name: string | undefined, flags: Flags) =>
      withClient(flags, async (client) => {
        if (name !== undefined) {
          const { html, ...kept } = await client.reports.show({ name });
          if (flags.out) writeAtomic(resolve(flags.out), html);
          const path = flags.out ? resolve(flags.out) : kept.path;
          return { json: { ...kept, path }, text: path };
        }
        const json = await client.reports.list({ model: flags.model, incident: flags.incident });
        const rows = json.reports.map(({ incident, drifted, columns, ...kept }) => ({
          ...kept,
          drifted: `${drifted}/${columns}`,
          incident,
        }));
        return { json, text: table(rows) };
      }),
    );
}
