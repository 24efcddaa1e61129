import { type Command, Option } from "commander";
import { LearnerName, MetricName, Task, type TrainOptions, type TrainReport } from "../../contract/index.ts";
import { asJob, type CommonFlags, declare, withClient } from "../command.ts";
import {
  collectRange,
  cost,
  list,
  positive,
  type ReadFlags,
  readOptions,
  source,
  whole,
  withReadFlags,
} from "../options.ts";
import { table } from "../output.ts";

interface Flags extends CommonFlags, ReadFlags {
  target?: string;
  name?: string;
  task?: TrainOptions["task"];
  time?: string[];
  exclude?: string[];
  include?: string[];
  range?: TrainOptions["ranges"];
  budget: number;
  trials?: number;
  metric?: TrainOptions["metric"];
  positive?: string;
  cost?: TrainOptions["cost"];
  learners?: string[];
  search: boolean;
  holdout: string;
  seed: number;
  threads?: number;
  memory?: number;
  promote?: boolean;
}

/** A share below 1, or a file. */
const holdoutOf = (text: string): number | string => {
  const share = Number(text);
  return share > 0 && share < 1 ? share : source(text);
};

export function summary(report: TrainReport): string {
  const metric = report.primary_metric;
  const interval = report.intervals[metric];
  const around = interval ? ` (95 %: ${interval.map((bound) => bound.toFixed(3)).join(" to ")})` : "";
  const searched = report.leaderboard.some(({ validation }) => validation != null);
  const excluded = report.columns.filter(({ role }) => role === "excluded");
  return [
    `${report.model}@${report.version} (${report.stage}): ${report.learner}, ${metric} ${report.metrics[metric]?.toFixed(4) ?? "unknown"}${around} on ${report.holdout.rows} rows held out.`,
    "",
    table(
      report.leaderboard.map(({ rank, learner, status, validation, metrics, fit_seconds, reason }) => ({
        rank,
        learner,
        ...(searched ? { validation: validation ?? null } : {}),
        [metric]: metrics?.[metric] ?? null,
        fit_seconds,
        status: reason ? `${status}: ${reason}` : status,
      })),
    ),
    ...(searched
      ? ["", `Ranked by validation: ${metric} inside the training rows. The rows held out took no part in the choice.`]
      : []),
    ...(excluded.length > 0 ? ["", "Set aside:", ...excluded.map(({ name, reason }) => `  ${name}: ${reason}`)] : []),
    ...(report.missing.length > 0
      ? [
          "",
          "Read as missing:",
          ...report.missing.map(({ column, token, count, reason }) => `  ${column} ${token} × ${count}: ${reason}`),
        ]
      : []),
    ...(report.warnings.length > 0 ? ["", "Mind:", ...report.warnings.map((warning) => `  ${warning}`)] : []),
  ].join("\n");
}

export function declareTrain(program: Command): void {
  withReadFlags(
    declare(
      program,
      "train <file>",
      "turn a table into a ranked, exported, registered model",
      "train diabetes.csv --target Outcome",
    ),
  )
    .option("--target <column>", "the column to predict")
    .option("--name <model>", "the model's name (default: the file's)")
    .addOption(new Option("--task <task>", "what kind of prediction").choices(Task.options))
    .option("--time <columns>", "columns that order the rows in time", list)
    .option("--exclude <columns>", "columns to leave out", list)
    .option("--include <columns>", "columns to keep although they look unusable", list)
    .option("--range <column:low..high>", "limits of a column, strict in serving; may be repeated", collectRange)
    .option("--budget <seconds>", "time for the search", positive, 30)
    .option("--trials <n>", "at most this many trials", whole)
    .addOption(new Option("--metric <metric>", "what the ranking is by").choices(MetricName.options))
    .option("--positive <value>", "the class that counts as positive")
    .option("--cost <FP:n,FN:n>", "what a false alarm and a miss cost", cost)
    .option("--learners <names>", `of ${LearnerName.options.join(", ")}`, list)
    .option("--no-search", "each learner once, with its plain defaults")
    .option("--holdout <share|file>", "rows kept aside to judge by", "0.2")
    .option("--seed <n>", "the same seed gives the same model", whole, 0)
    .option("--threads <n>", "threads to train with", whole)
    .option("--memory <GB>", "memory to train in; a table that needs more is kept in a file meanwhile", positive)
    .option("--promote", "go live, if the gate agrees")
    .option("--no-promote", "stay a candidate")
    .action((file: string, flags: Flags) =>
      withClient(flags, async (client) => {
        const learners = flags.learners?.map((name) => LearnerName.parse(name));
        const report = await asJob(client, (job) =>
          client.train({
            source: source(file),
            read: readOptions(flags),
            target: flags.target,
            model: flags.name,
            task: flags.task,
            time: flags.time,
            exclude: flags.exclude ?? [],
            include: flags.include ?? [],
            ranges: flags.range ?? {},
            budget: flags.budget,
            trials: flags.trials,
            metric: flags.metric,
            positive: flags.positive,
            cost: flags.cost,
            learners,
            search: flags.search,
            holdout: holdoutOf(flags.holdout),
            seed: flags.seed,
            threads: flags.threads,
            memory: flags.memory,
            promote: flags.promote,
            job,
          }),
        );
        const no = !report.beats_baseline || report.gate?.passed === false;
        return { json: report, text: summary(report), exit: no ? 3 : 0 };
      }),
    );
}
