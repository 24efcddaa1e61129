/** Diagnosis on simulated worlds: one model, one kind of trouble, two windows with outcomes; what is it taken for? */
import { type Diagnosis, type Facts, Policy, type SimulatedDrift } from "../../core/contract/index.ts";
import { columnNamed, encodeTarget, learnSchema, takeColumns, takeRows } from "../../core/data/index.ts";
import {
  diagnose,
  type History,
  modelFacts,
  statistics,
  windowDrifted,
  windowImprobability,
} from "../../core/observe/index.ts";
import { simulate } from "../../core/testing/simulate.ts";
import { clinicWorld } from "../../core/testing/worlds.ts";
import { score, train } from "../../core/train/index.ts";

const TARGET = "readmitted";
const WINDOW = 500;
const { eValue, nextWealth } = statistics;

/** What a kind of drift may rightly be called. Covariate drift is benign or harmful as the model takes it. */
export const RIGHT: Record<SimulatedDrift, readonly Diagnosis[]> = {
  none: ["none"],
  noise: ["none"],
  covariate: ["benign_drift", "harmful_drift"],
  concept: ["concept_drift"],
  prior: ["prior_shift"],
  unit: ["data_break"],
  missing: ["data_break"],
  outlier: ["outliers"],
  category: ["outliers"],
};

const QUIET: Omit<Facts, "model"> = {
  service: {
    ...{ requests: 0, error_share: 0, queue_depth: 0, event_loop_lag_ms: 0, degraded: false, uptime_seconds: 0 },
    ...{ latency_p50_ms: null, latency_p95_ms: null, latency_p99_ms: null },
  },
  host: {
    ...{ cpu_share: 0, load_1m: 0, cores: 1, memory_total_bytes: 1, memory_available_bytes: 1 },
    ...{ disk_free_bytes: null, disk_total_bytes: null, temperature_c: null, battery_share: null },
  },
  calls: null,
  trial: null,
};

/** Trains the model that all worlds are shown to, and returns what diagnoses a world. */
export async function clinicWatch(seed: number): Promise<(drift: SimulatedDrift, seed: number) => Diagnosis> {
  const policy = Policy.parse({});
  const table = clinicWorld({ rows: 4000, seed });
  const names = table.columns.map(({ name }) => name).filter((name) => name !== TARGET);
  const columns = table.columns.map(({ name, kind }) => ({
    name,
    type: kind === "text" ? ("category" as const) : kind,
    role: name === TARGET ? ("target" as const) : ("feature" as const),
  }));
  const schema = learnSchema(
    table,
    {
      ...{ target: TARGET, task: "binary", classes: ["no", "yes"], positive: "yes" },
      ...{ time: [], features: names, columns, targets: [], warnings: [] },
    },
    [],
    {},
  );
  const plan = {
    learners: ["logistic_regression" as const],
    search: false,
    budget: 10,
    holdout: 0.25,
    time: [],
    threads: 1,
  };
  const trained = await train(table, { schema, ...plan, seed });

  return (drift, seedOfWorld) => {
    const like = clinicWorld({ rows: 4000, seed: seedOfWorld });
    const world = simulate({ like, target: TARGET, rows: 2 * WINDOW, drift, from: 0, seed: seedOfWorld }).table;
    const history: History = { drifted: [], broken: [], wealth: 0 };
    let found: Diagnosis = "none";
    for (const start of [0, WINDOW]) {
      const rows = takeRows(
        world,
        Int32Array.from({ length: WINDOW }, (_, k) => start + k),
      );
      const current = takeColumns(rows, names);
      const model = modelFacts(
        {
          ...{ model: "clinic", version: "v0001", at: new Date(start).toISOString(), schema, current },
          reference: {
            ...{ table, statistics: trained.statistics, metrics: trained.metrics, intervals: trained.intervals },
            ...{ metric: trained.primary_metric, rows: table.rows },
          },
          importance: trained.importance,
          predictions: score(trained.model, current),
          truth: encodeTarget(columnNamed(rows, TARGET)!, schema),
          threshold: trained.model.threshold,
          ...{ rejected: 0, outliers: 0, newLabelled: 0, hoursSinceOutcome: 1 },
        },
        policy,
        seedOfWorld,
      );
      const p = model.drift && windowImprobability(model.drift, trained.importance, policy.psi_warn);
      if (p !== null) history.wealth = nextWealth(history.wealth, history.drifted.length + 1, eValue(p));
      found = diagnose({ ...QUIET, model }, history, policy).diagnosis;
      history.drifted.push(model.drift !== null && windowDrifted(model.drift));
      history.broken.push(model.drift?.verdict === "data_break");
    }
    return found;
  };
}
