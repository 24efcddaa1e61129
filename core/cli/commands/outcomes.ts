import type { Command } from "commander";
import type { OutcomeFileReport, OutcomeReason } from "../../contract/index.ts";
import { asJob, type CommonFlags, declare, withClient } from "../command.ts";
import { list, type ReadFlags, readOptions, source, withReadFlags } from "../options.ts";
import { table } from "../output.ts";

interface Flags extends CommonFlags, ReadFlags {
  id?: string;
  key?: string[];
  outcome: string;
  observed?: string;
  model?: string;
  every?: boolean;
  correct?: boolean;
  dryRun?: boolean;
}

const REASONS: Record<OutcomeReason, string> = {
  no_key: "the line names no prediction",
  no_outcome: "the outcome is empty",
  not_a_label: "the outcome is none of the model's labels",
  not_a_number: "the outcome is no number",
  not_a_time: "its time cannot be read",
  unknown_id: "no prediction has this id",
  archived: "the prediction is in the archive and takes no outcome any more",
  refused: "that row was refused and has no answer",
  no_match: "no prediction has this key",
  several_match: "several predictions have this key; --every records it for each",
  contradicts_file: "a line before says otherwise",
  contradicts_record: "another outcome was recorded before; --correct replaces it",
  late: "the version that answered is no longer live",
};

const PRINTED = 20;

function told(report: OutcomeFileReport): string {
  const { lines, model: _, by: __, written, log_from: ___, ...counts } = report;
  const notable = lines.filter(({ reason }) => reason !== null);
  const rows = notable.slice(0, PRINTED).map(({ row, key, outcome, result, reason }) => ({
    ...{ row, key: key.join(" "), outcome, result },
    why: reason === null ? "" : REASONS[reason],
  }));
  const more = notable.length > PRINTED ? [`… and ${notable.length - PRINTED} more; --json lists them.`] : [];
  return [
    table([counts]),
    ...(rows.length > 0 ? [table(rows)] : []),
    ...more,
    ...(written ? [] : ["Nothing was written."]),
  ].join("\n");
}

export function declareOutcomes(program: Command): void {
  withReadFlags(
    declare(
      program,
      "outcomes <file>",
      "what really happened, by prediction id or by columns that name a row",
      "outcomes results.csv --key patient,day --outcome readmitted --dry-run",
    ),
  )
    .option("--id <column>", "column with the prediction id")
    .option("--key <columns>", "columns, sent with the rows too, that together name one: patient,day", list)
    .requiredOption("--outcome <column>", "column with the outcome")
    .option("--observed <column>", "column with the time at which it was observed")
    .option("--model <name>", "whose predictions have the key")
    .option("--every", "where several predictions have the key: each of them")
    .option("--correct", "where the file contradicts what was recorded: the file is right (audited)")
    .option("--dry-run", "say what would become of each line, write nothing")
    .action((file: string, flags: Flags) =>
      withClient(flags, async (client) => {
        const json = await asJob(client, (job) =>
          client.outcomes.file({
            source: source(file),
            read: readOptions(flags),
            id: flags.id,
            key: flags.key,
            outcome: flags.outcome,
            observed: flags.observed,
            model: flags.model,
            every: flags.every ?? false,
            correct: flags.correct ?? false,
            write: !flags.dryRun,
            job,
          }),
        );
        return { json, text: told(json) };
      }),
    );

  declare(
    program,
    "conflicts <model>",
    "predictions of which two outcomes were told; the first one counts",
    "conflicts diabetes",
  ).action((model: string, flags: CommonFlags) =>
    withClient(flags, async (client) => {
      const json = await client.outcomes.conflicts({ model });
      return {
        json,
        text: table(json.conflicts.map(({ input: _, ...conflict }) => conflict)),
      };
    }),
  );

  declare(
    program,
    "settle <prediction> <outcome>",
    "say which outcome of a prediction is true; it counts from then on, and the change is audited",
    'settle 01K3… 1 --reason "wrong patient"',
  )
    .option("--reason <text>", "why")
    .action((prediction_id: string, outcome: string, flags: CommonFlags & { reason?: string }) =>
      withClient(flags, async (client) => {
        const json = await client.outcomes.settle({ prediction_id, outcome, reason: flags.reason });
        return { json, text: `${prediction_id}: ${json.from ?? "nothing"} → ${json.to}` };
      }),
    );
}
