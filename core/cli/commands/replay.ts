import { resolve } from "node:path";
import { type Command, Option } from "commander";
import { HomeostatError, LearnerName, type ReplayReport, SimulatedDrift } from "../../contract/index.ts";
import { cellText, readTable, type Table, writeCsv } from "../../data/index.ts";
import { replay } from "../../replay.ts";
import { simulate } from "../../testing/simulate.ts";
import { answer, type CommonFlags, declare } from "../command.ts";
import { list, positive, type ReadFlags, readOptions, source, whole, withReadFlags } from "../options.ts";
import { progressBar, table } from "../output.ts";

interface ReplayFlags extends CommonFlags, ReadFlags {
  target: string;
  time?: string[];
  inOrder?: boolean;
  initial: number;
  block: number;
  delay: number;
  exclude?: string[];
  policy: "automatic" | "observe";
  oracle?: boolean;
  budget: number;
  trials?: number;
  search: boolean;
  learners?: string[];
  threads?: number;
  seed: number;
  shuffle?: boolean;
}

function told(report: ReplayReport): string {
  const { summary } = report;
  return [
    table(
      report.blocks.map(({ block, never, appliance, oracle, version, diagnosis, decision }) => ({
        block,
        never,
        appliance,
        oracle,
        version,
        diagnosis,
        decision,
      })),
    ),
    "",
    table([
      {
        metric: summary.metric,
        never: summary.never,
        appliance: summary.appliance,
        oracle: summary.oracle,
        gap_closed: summary.gap_closed,
      },
    ]),
    `${summary.retrains} retrainings, ${summary.promotions} promotions, ${summary.rejections} rejections, ${summary.rollbacks} rollbacks, ${summary.alarms} alarms, ${summary.incidents} incidents, ${report.seconds.toFixed(1)} s`,
  ].join("\n");
}

function declareReplayCommand(program: Command): void {
  withReadFlags(
    declare(
      program,
      "replay <file>",
      "a recorded stream through the whole loop, on a simulated clock",
      "replay stream.csv --target class --in-order --oracle",
    ),
  )
    .requiredOption("--target <column>", "the column to predict")
    .option("--time <columns>", "columns that order the rows in time", list)
    .option("--in-order", "the rows are in time order as they stand")
    .option("--initial <share|rows>", "what version 1 is trained on", positive, 0.2)
    .option("--block <rows>", "rows a block", whole, 1000)
    .option("--delay <blocks>", "how late the outcomes are", whole, 1)
    .option("--exclude <columns>", "columns to leave out", list)
    .addOption(
      new Option("--policy <mode>", "what the appliance may do").choices(["automatic", "observe"]).default("automatic"),
    )
    .option("--oracle", "also a model refitted before every block")
    .option("--budget <seconds>", "time for each search", positive, 30)
    .option("--trials <n>", "at most this many trials in each search", whole)
    .option("--no-search", "each learner once, with its plain defaults")
    .option("--learners <names>", "which learners", list)
    .option("--threads <n>", "threads to train with", whole)
    .option("--seed <n>", "the same seed gives the same run", whole, 0)
    .option("--shuffle", "the control: the same rows in no order")
    .action((file: string, flags: ReplayFlags) =>
      answer(flags, async () => {
        if (!flags.time && !flags.inOrder && !flags.shuffle)
          throw new HomeostatError("WRONG_USE", {
            reason: "Say how the rows are ordered: --time COLUMN, or --in-order.",
          });
        const bar = progressBar();
        try {
          const report = await replay({
            ...flags,
            file: source(file),
            read: readOptions(flags),
            exclude: flags.exclude ?? [],
            oracle: flags.oracle ?? false,
            shuffle: flags.shuffle ?? false,
            learners: flags.learners?.map((name) => LearnerName.parse(name)),
            threads: flags.threads ?? 1,
            onProgress: bar.update,
          });
          return { json: report, text: told(report) };
        } finally {
          bar.stop();
        }
      }),
    );
}

interface SimulateFlags extends CommonFlags, ReadFlags {
  like: string;
  target: string;
  rows: number;
  drift: SimulatedDrift;
  from: number;
  strength: number;
  seed: number;
  out: string;
}

function* cellsOf(table: Table): Generator<(string | null)[]> {
  for (let row = 0; row < table.rows; row++) yield table.columns.map((column) => cellText(column, row));
}

function declareSimulateCommand(program: Command): void {
  withReadFlags(
    declare(
      program,
      "simulate <kind>",
      "a made-up stream that resembles a table, with a drift of your choice",
      "simulate stream --like diabetes.csv --target Outcome --rows 5000 --drift concept --out stream.csv",
    ),
  )
    .requiredOption("--like <file>", "the table to resemble")
    .requiredOption("--target <column>", "the column to predict")
    .requiredOption("--rows <n>", "how many rows", whole)
    .addOption(new Option("--drift <kind>", "what changes").choices(SimulatedDrift.options).default("none"))
    .option("--from <share>", "where it begins, as a share of the rows", Number, 0.5)
    .option("--strength <n>", "how strong it is; 1 is clearly visible", positive, 1)
    .option("--seed <n>", "the same seed gives the same stream", whole, 0)
    .requiredOption("--out <file>", "where to write")
    .action((kind: string, flags: SimulateFlags) =>
      answer(flags, async () => {
        if (kind !== "stream")
          throw new HomeostatError("WRONG_USE", {
            reason: `There is nothing called ${kind} to simulate; say: simulate stream.`,
          });
        const { table: like } = await readTable(source(flags.like), readOptions(flags));
        const { target, rows, drift, from, strength, seed } = flags;
        const world = simulate({ like, target, rows, drift, from, strength, seed });
        const out = resolve(flags.out);
        await writeCsv(
          out,
          world.table.columns.map(({ name }) => name),
          cellsOf(world.table),
        );
        const json = { out, rows, drift: { kind: drift, from: world.from, columns: world.columns } };
        return { json, text: `${rows} rows, ${drift} from row ${world.from} on → ${out}` };
      }),
    );
}

export function declareReplay(program: Command): void {
  declareReplayCommand(program);
  declareSimulateCommand(program);
}
