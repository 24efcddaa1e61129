/**
 * `node bench/observe/estimates.ts FOLDER`: estimated beside realised performance on real tables. Half of each table
 * trains; windows are drawn from the other half, at random or leaning to one side of a feature, as the world might.
 */
import { join } from "node:path";
import { type MetricName, Policy } from "../../core/contract/index.ts";
import {
  type Column,
  columnNamed,
  encodeTarget,
  featureStatistics,
  learnSchema,
  propose,
  readTable,
  takeColumns,
  takeRows,
} from "../../core/data/index.ts";
import { modelFacts } from "../../core/observe/index.ts";
import { createRng, deriveSeed } from "../../core/shared/index.ts";
import { evaluate, fitEstimator, score, train } from "../../core/train/index.ts";

const TABLES: { file: string; target: string; metric: MetricName }[] = [
  { file: "pima_indians_diabetes.csv", target: "Outcome", metric: "roc_auc" },
  { file: "adult.csv.gz", target: "income", metric: "roc_auc" },
  { file: "electricity.csv", target: "class", metric: "roc_auc" },
  { file: "california_housing.csv", target: "median_house_value", metric: "rmse" },
  { file: "bike_sharing_hour.csv", target: "cnt", metric: "rmse" },
  { file: "winequality-white.csv", target: "quality", metric: "rmse" },
];
const WINDOWS = 30;
const MOST_ROWS = 12_000;
const SEED = 3;

/** Per row, how many standard deviations a number lies off its mean; a category counts as its code. */
function standing(column: Column): Float64Array {
  const values = column.kind === "text" ? Float64Array.from(column.codes) : column.values;
  const known = values.filter((x) => !Number.isNaN(x));
  const mean = known.reduce((sum, x) => sum + x, 0) / known.length;
  const spread = Math.sqrt(known.reduce((sum, x) => sum + (x - mean) ** 2, 0) / known.length) || 1;
  return values.map((x) => (Number.isNaN(x) ? 0 : Math.max(-3, Math.min(3, (x - mean) / spread))));
}

async function bench(folder: string, { file, target, metric }: (typeof TABLES)[number]): Promise<string> {
  const read = await readTable(join(folder, file));
  const exclude = file.startsWith("bike") ? ["casual", "registered"] : [];
  const proposal = propose(read, { target, time: [], exclude });
  const whole = takeColumns(read.table, [...proposal.features, target]);
  const schema = learnSchema(whole, proposal, read.missing, {});
  const order = createRng(SEED).shuffle(Int32Array.from({ length: whole.rows }, (_, row) => row));
  const half = Math.min(MOST_ROWS, Math.floor(whole.rows / 2));
  const past = takeRows(whole, order.slice(0, half));
  const future = takeRows(whole, order.slice(half, 2 * half));
  const plan = { schema, search: false, budget: 30, holdout: 0.2, time: [], seed: SEED, threads: 1 };
  const trained = await train(past, { ...plan, learners: ["gradient_boosting"] });
  const estimator = fitEstimator(trained.held_out, schema, SEED);
  const { metrics, intervals } = trained;
  const reference = {
    ...{ table: past, statistics: featureStatistics(past, schema), metrics, intervals, metric, rows: half },
    ...{ scores: trained.held_out.scores, unseen: trained.held_out, estimator },
  };
  const answers = score(trained.model, future);
  const truth = encodeTarget(columnNamed(future, target)!, schema);
  const found = { known: 0, held: 0, worst: 0, error: 0, naive: 0, why: new Set<string>() };
  let ms = 0;
  for (let at = 0; at < WINDOWS; at++) {
    const rng = createRng(deriveSeed(SEED, `${file} ${at}`));
    const feature = schema.features[at % schema.features.length]!.name;
    const lean = [0, 0.7, -0.7][at % 3]!;
    const chances = standing(columnNamed(future, feature)!).map((z) => Math.exp(lean * z - 2.2 * Math.abs(lean)));
    const rows: number[] = [];
    while (rows.length < 500) {
      const row = rng.int(future.rows);
      if (rng.next() < chances[row]!) rows.push(row);
    }
    const picked = Int32Array.from(rows);
    const { outputs, values } = answers;
    const predictions = {
      outputs,
      values: Float64Array.from(
        { length: 500 * outputs },
        (_, i) => values[picked[Math.floor(i / outputs)]! * outputs + (i % outputs)]!,
      ),
    };
    const started = performance.now();
    const { estimated } = modelFacts(
      {
        ...{ model: "m", version: "v0001", at: "2026-01-01T00:00:00.000Z", schema, importance: trained.importance },
        ...{ reference, current: takeRows(future, picked), predictions, truth: new Float64Array(500).fill(Number.NaN) },
        ...{ rejected: 0, outliers: 0, newLabelled: 0, hoursSinceOutcome: null },
      },
      Policy.parse({}),
      at,
    );
    ms += performance.now() - started;
    if (!estimated?.known) {
      found.why.add(estimated?.because ?? "empty");
      continue;
    }
    const real = evaluate(
      predictions,
      Float64Array.from(rows, (row) => truth[row]!),
      schema.task,
    ).metrics[metric]!;
    found.known++;
    if (estimated.interval[0] <= real && real <= estimated.interval[1]) found.held++;
    found.error += Math.abs(estimated.value - real);
    found.naive += Math.abs(metrics[metric]! - real);
  }
  const of = (sum: number) => (sum / Math.max(1, found.known)).toPrecision(3);
  return [
    file.padEnd(28),
    metric.padEnd(9),
    `known ${found.known}/${WINDOWS}${found.why.size > 0 ? ` (${[...found.why].join(", ")})` : ""}`,
    `in the interval ${found.held}/${found.known}`,
    `mean error ${of(found.error)}, of the figure at training ${of(found.naive)}`,
    `${(ms / WINDOWS).toFixed(0)} ms a window`,
  ].join("  ");
}

const [folder] = process.argv.slice(2);
if (!folder) throw new Error("Name the folder of the tables.");
for (const table of TABLES) console.log(await bench(folder, table));
