/** Diagnosis on simulated worlds: one model, one thing that goes wrong, windows with outcomes; what is it taken for? */
import { type DiagnosisReport, type Facts, type Feature, Policy } from "../../core/contract/index.ts";
import { columnNamed, encodeTarget, type Table, takeColumns, takeRows } from "../../core/data/index.ts";
import {
  createErrorMonitor,
  createFeedWatch,
  diagnose,
  type History,
  modelFacts,
  statistics,
  windowDrifted,
  windowImprobability,
} from "../../core/observe/index.ts";
import type { Base } from "../../core/testing/bases/base.ts";
import { trainBase } from "../../core/testing/bases/first-version.ts";
import { type SimulatedWorld, simulatedWorld, TROUBLES, type TroubleName } from "../../core/testing/troubles.ts";
import { rowLoss, type Scores, score } from "../../core/train/index.ts";

const { eValue, nextWealth } = statistics;

const QUIET: Omit<Facts, "model"> = {
  service: {
    ...{ requests: 1000, error_share: 0, queue_depth: 0, event_loop_lag_ms: 0, degraded: false, uptime_seconds: 0 },
    ...{ latency_p50_ms: null, latency_p95_ms: null, latency_p99_ms: null },
  },
  host: {
    ...{ cpu_share: 0.1, load_1m: 0, cores: 1, memory_total_bytes: 100, memory_available_bytes: 60 },
    ...{ disk_free_bytes: null, disk_total_bytes: null, temperature_c: null, battery_share: null },
  },
  calls: null,
  trial: null,
};
const AROUND: Record<SimulatedWorld["around"], Omit<Facts, "model">> = {
  nothing: QUIET,
  silence: QUIET,
  "failing calls": { ...QUIET, service: { ...QUIET.service, error_share: 0.2 } },
  "a busy machine": { ...QUIET, host: { ...QUIET.host, cpu_share: 1, load_1m: 9, memory_available_bytes: 1 } },
};
const LABELLED_ROWS = 1000;
const MINUTE = 60_000;

/** A feed that came once a minute for two days, and has been silent for half of one. */
function silentFeed() {
  const feed = createFeedWatch();
  for (let minute = 0; minute < 2 * 1440; minute++) feed.arrive(minute * MINUTE);
  return feed.facts((2 * 1440 + 720) * MINUTE);
}

/** Rows that serving would refuse, as the schema's learned limits have it. */
function refused(features: readonly Feature[], table: Table): boolean[] {
  return Array.from({ length: table.rows }, (_, row) =>
    features.some((feature) => {
      const column = columnNamed(table, feature.name);
      if (feature.type !== "number" || column?.kind !== "number") return false;
      return column.values[row]! < feature.range.low || column.values[row]! > feature.range.high;
    }),
  );
}

interface Known {
  table: Table;
  scores: Scores;
  truth: Float64Array;
}

function joined(parts: readonly Known[], most: number): Known {
  const outputs = parts[0]!.scores.outputs;
  const [first] = parts;
  const concat = (arrays: readonly Float64Array[]) => Float64Array.from(arrays.flatMap((array) => Array.from(array)));
  const columns = first!.table.columns.map((column) => {
    const same = parts.map(({ table }) => columnNamed(table, column.name)!);
    if (column.kind !== "text")
      return {
        ...column,
        values: concat(same.map((each) => (each.kind === "text" ? new Float64Array(0) : each.values))),
      };
    const levels = [...new Set(same.flatMap((each) => (each.kind === "text" ? each.levels : [])))];
    const codes = same.flatMap((each) =>
      each.kind === "text"
        ? Array.from(each.codes, (code) => (code < 0 ? -1 : levels.indexOf(each.levels[code]!)))
        : [],
    );
    return { ...column, levels, codes: Int32Array.from(codes) };
  });
  const rows = parts.reduce((sum, { table }) => sum + table.rows, 0);
  const from = Math.max(0, rows - most);
  const newest = Int32Array.from({ length: rows - from }, (_, k) => from + k);
  return {
    table: takeRows({ rows, columns }, newest),
    scores: { outputs, values: concat(parts.map(({ scores }) => scores.values)).slice(from * outputs) },
    truth: concat(parts.map(({ truth }) => truth)).slice(from),
  };
}

/** What a world is taken for when its last window has come. */
export type Watch = (trouble: TroubleName, seed: number) => DiagnosisReport;

/** Trains the model that all worlds of a base are shown to. */
export async function watchOf(base: Base, seed: number): Promise<Watch> {
  const policy = Policy.parse({});
  const { table, schema, trained } = await trainBase(base, seed);
  const names = schema.features.map(({ name }) => name);
  const reference = {
    ...{ table, statistics: trained.statistics, metrics: trained.metrics, intervals: trained.intervals },
    ...{ metric: trained.primary_metric, rows: table.rows },
  };

  return (trouble, seedOfWorld) => {
    const world = simulatedWorld(base, trouble, seedOfWorld);
    const history: History = { drifted: [], broken: [], wealth: 0 };
    const monitor = createErrorMonitor();
    const errorAlarms = new Set<string>();
    const answered: (Known & { due: number })[] = [];
    let found: DiagnosisReport | null = null;
    world.windows.forEach(({ table: rows, outcomesAfter }, at) => {
      const current = takeColumns(rows, names);
      const predictions = score(trained.model, current);
      const rejected = refused(schema.features, current);
      rejected.forEach((is, row) => {
        if (is) predictions.values.fill(Number.NaN, row * predictions.outputs, (row + 1) * predictions.outputs);
      });
      const truth = encodeTarget(columnNamed(rows, base.target)!, schema);
      const due = outcomesAfter === null ? Number.POSITIVE_INFINITY : at + outcomesAfter;
      answered.push({ table: current, scores: predictions, truth, due });
      const labelled = answered.filter((each) => each.due <= at + 1);
      for (const each of labelled.filter((one) => one.due === at + 1)) {
        const losses = rowLoss(each.scores, each.truth, base.task);
        for (const loss of losses)
          if (Number.isFinite(loss)) for (const name of monitor.update(loss)) errorAlarms.add(name);
      }
      const known = labelled.length > 0 ? joined(labelled, LABELLED_ROWS) : null;
      const model = modelFacts(
        {
          ...{ model: base.name, version: "v0001", at: new Date(at).toISOString(), schema, current, reference },
          ...{ importance: trained.importance, predictions, threshold: trained.model.threshold },
          truth: new Float64Array(current.rows).fill(Number.NaN),
          labelled: known ?? {
            table: takeRows(current, []),
            scores: { outputs: predictions.outputs, values: new Float64Array(0) },
            truth: new Float64Array(0),
          },
          ...{ rejected: rejected.filter(Boolean).length, outliers: 0 },
          newLabelled: labelled.reduce((sum, each) => sum + each.table.rows, 0),
          hoursSinceOutcome: known ? 1 : null,
          errorAlarms: [...errorAlarms],
          ...(world.around === "silence" && at === world.windows.length - 1 ? { feed: silentFeed() } : {}),
        },
        policy,
        seedOfWorld,
      );
      const p = model.drift && windowImprobability(model.drift, trained.importance, policy.psi_warn);
      if (p !== null) history.wealth = nextWealth(history.wealth, history.drifted.length + 1, eValue(p));
      found = diagnose({ ...AROUND[world.around], model }, history, policy);
      history.drifted.push(model.drift !== null && windowDrifted(model.drift));
      history.broken.push(model.drift?.verdict === "data_break");
    });
    return found!;
  };
}

/** True where a world was called what it is. */
export const isRight = (trouble: TroubleName, { diagnosis }: DiagnosisReport): boolean =>
  (TROUBLES[trouble].right as readonly string[]).includes(diagnosis);
