/**
 * How good the models are that training finds, beside scikit-learn's on the same splits of real tables:
 * `PEERS=/tmp/peers/bin/python node bench/quality.ts [table …] [--budget 30] [--trials N] [--resplits 20] [--random]`.
 * One thread. Small tables are split anew `--resplits` times, with the references fitted on each split.
 * `--random` ignores a time column: the split is random, so that the choice by time is a handicap. `--cpu` counts the
 * budget in seconds of processor time, so that other work on the machine changes little. `--verbose`: leaderboards.
 */
import { parseArgs } from "node:util";
import { higherIsBetter, type LeaderboardEntry, type MetricName } from "../core/contract/index.ts";
import { columnNamed, encodeTarget, takeRows } from "../core/data/index.ts";
import { primaryMetric, score, type TrainedModel, type TrainPlan, train } from "../core/train/index.ts";
import { type Loaded, load, publishedReferences, type Resplit, resplits, rowsOf, TABLES } from "./quality/tables.ts";

const SMALL = 10_000;

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    budget: { type: "string", default: "30" },
    trials: { type: "string" },
    resplits: { type: "string", default: "1" },
    random: { type: "boolean", default: false },
    cpu: { type: "boolean", default: false },
    verbose: { type: "boolean", default: false },
  },
});

interface Outcome {
  seed: number;
  metric: MetricName;
  ours: number;
  learner: string;
  references: Record<string, number>;
  /** Best learner of the leaderboard on the test rows. */
  best: number;
  /** Share of test rows inside their interval. */
  coverage: number | null;
  trained: TrainedModel;
}

/** Milliseconds of wall or processor time. */
function now(): number {
  const { user, system } = process.cpuUsage();
  return flags.cpu ? (user + system) / 1000 : performance.now();
}

const better = (metric: MetricName, a: number, b: number): boolean => (higherIsBetter(metric) ? a > b : a < b);

const bestOf = (metric: MetricName, values: number[]): number =>
  values.reduce((best, value) => (better(metric, value, best) ? value : best));

const shown = (entries: LeaderboardEntry[], metric: MetricName): number[] =>
  entries.flatMap(({ status, metrics }) => (status === "ok" && metrics?.[metric] != null ? [metrics[metric]] : []));

function coverageOf({ model }: TrainedModel, values: Float64Array, truth: Float64Array): number | null {
  const { interval } = model;
  if (interval === null) return null;
  return truth.filter((actual, row) => Math.abs(actual - values[row]!) <= interval.radius).length / truth.length;
}

async function run(name: string, loaded: Loaded, { seed, test, references }: Resplit): Promise<Outcome> {
  const { table, time, schemaOf } = loaded;
  const held = new Uint8Array(table.rows);
  for (const row of test) held[row] = 1;
  const training = takeRows(
    table,
    Int32Array.from(held.keys()).filter((row) => held[row] === 0),
  );
  const judging = takeRows(table, test);
  const schema = schemaOf(training);
  const metric = primaryMetric(schema.task);
  const plan: TrainPlan = {
    schema,
    search: true,
    budget: Number(flags.budget),
    ...(flags.trials === undefined ? {} : { trials: Number(flags.trials) }),
    holdout: judging,
    time: flags.random ? [] : time,
    seed,
    threads: 1,
  };
  const trained = await train(training, plan, { now });
  const truth = encodeTarget(columnNamed(judging, schema.target)!, schema);
  return {
    seed,
    metric,
    ours: trained.metrics[metric]!,
    learner: trained.model.learner,
    references: references ?? publishedReferences(name),
    best: bestOf(metric, shown(trained.leaderboard, metric)),
    coverage: coverageOf(trained, score(trained.model, judging).values, truth),
    trained,
  };
}

const mean = (values: number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;
const standardError = (values: number[]): number => {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((x) => (x - middle) ** 2)) / Math.max(1, values.length - 1));
};

/** Positive where ours is better: AUC difference, or percent of the reference's error. */
const lead = (metric: MetricName, ours: number, other: number): number =>
  higherIsBetter(metric) ? ours - other : (100 * (other - ours)) / other;

const number = (x: number): string => (Math.abs(x) >= 100 ? x.toFixed(0) : x.toFixed(4));

function report(name: string, outcomes: Outcome[]): void {
  const { metric } = outcomes[0]!;
  const unit = higherIsBetter(metric) ? "" : " %";
  const references = Object.keys(outcomes[0]!.references);
  const of = (key: string): number => mean(outcomes.map((outcome) => outcome.references[key]!));
  const peer = references.reduce((best, key) => (better(metric, of(key), of(best)) ? key : best));
  const leads = outcomes.map(({ ours, references: others }) => lead(metric, ours, others[peer]!));
  const regrets = outcomes.map(({ ours, best }) => -lead(metric, ours, best));
  const covered = outcomes.flatMap(({ coverage }) => coverage ?? []);
  const learners = [...new Set(outcomes.map(({ learner }) => learner))];
  console.log(
    [
      name.padEnd(20),
      metric.padEnd(8),
      `ours ${number(mean(outcomes.map(({ ours }) => ours)))}`,
      references.map((key) => `${key} ${number(of(key))}`).join("  "),
      `lead ${mean(leads).toFixed(4)}${unit} (s.e. ${outcomes.length > 1 ? standardError(leads).toFixed(4) : "–"})`,
      `regret ${mean(regrets).toFixed(4)}${unit}`,
      covered.length > 0 ? `covers ${(100 * mean(covered)).toFixed(1)} %` : "",
      `parity ${Math.max(...outcomes.map(({ trained }) => trained.parity.max_rel_error)).toExponential(1)}`,
      `${mean(outcomes.map(({ trained }) => trained.seconds.train)).toFixed(1)} s`,
      learners.map((one) => `${one}×${outcomes.filter(({ learner }) => learner === one).length}`).join(" "),
    ].join("  "),
  );
}

for (const name of positionals.length > 0 ? positionals : TABLES) {
  const many = rowsOf(name) < SMALL ? Number(flags.resplits) : 1;
  const seeds = Array.from({ length: many }, (_, seed) => seed);
  const loaded = await load(name);
  const outcomes: Outcome[] = [];
  for (const split of resplits(name, seeds, many > 1)) {
    const outcome = await run(name, loaded, split);
    outcomes.push(outcome);
    if (flags.verbose)
      for (const { rank, learner, validation, metrics, parameters, reason } of outcome.trained.leaderboard)
        console.error(
          [split.seed, rank, learner, validation, metrics?.[outcome.metric], JSON.stringify(parameters), reason].join(
            " ",
          ),
        );
  }
  report(name, outcomes);
}
