/** `drift`: two files, or a file or the live window against the rows a model was trained on. */
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Appliance } from "../appliance.ts";
import { type DriftReport, HomeostatError, type ReadOptions, WindowPerformance } from "../contract/index.ts";
import {
  type ReadResult,
  type ReadWatch,
  readForModelInThread,
  readTableInThread,
  type Table,
  takeColumns,
} from "../data/index.ts";
import { gatherWindow, referenceOf } from "../lifecycle.ts";
import { compareTablesInTurns, compareToStatistics, type DriftOptions, windowPerformance } from "../observe/index.ts";
import { resolveSource } from "./files.ts";
import type { JobContext } from "./jobs.ts";

const elapsed = (since: number): number => (performance.now() - since) / 1000;

const withSeconds = (report: DriftReport, read: number, total: number): DriftReport => ({
  ...report,
  seconds: { read, compute: total - read, total },
});

/** Whoever waits for a comparison. */
type Watch = Partial<Pick<JobContext, "signal" | "onProgress">>;

/** Share of a comparison's time in which files are read, roughly. */
const READ = 0.7;

const reading = ({ signal, onProgress }: Watch, from: number, to: number): ReadWatch => ({
  ...(signal ? { signal } : {}),
  onProgress: (done) => onProgress?.({ stage: "reading", done: from + (to - from) * done }),
});

const comparing =
  ({ signal, onProgress }: Watch) =>
  (done: number, all: number): void => {
    if (signal?.aborted) throw new HomeostatError("CANCELLED");
    onProgress?.({ stage: "comparing", done: READ + ((1 - READ) * done) / all });
  };

/** Types as the reference shows them; columns that cannot drift by nature (identifiers, free text) are left out. */
function typesOf(read: ReadResult, left: ReadonlySet<string>): NonNullable<DriftOptions["types"]> {
  const types: NonNullable<DriftOptions["types"]> = {};
  for (const { name, type } of read.profiles)
    if (type !== "identifier" && type !== "text" && !left.has(name)) types[name] = type;
  return types;
}

/** Every column of the reference that both files have in common is judged; target, prediction and time are not features. */
export async function compareFiles(
  appliance: Pick<Appliance, "dir">,
  input: {
    reference: string;
    current: string;
    target?: string;
    prediction?: string;
    time?: string[];
    read: ReadOptions;
  },
  watch: Watch = {},
): Promise<DriftReport> {
  const started = performance.now();
  const { dir } = appliance;
  const reference = await readTableInThread(
    resolveSource(dir, input.reference),
    input.read,
    reading(watch, 0, READ / 2),
  );
  const current = await readTableInThread(
    resolveSource(dir, input.current),
    input.read,
    reading(watch, READ / 2, READ),
  );
  const readSeconds = elapsed(started);
  const named = [input.target, input.prediction, ...(input.time ?? [])].filter((name) => name !== undefined);
  const there = new Set(reference.table.columns.map(({ name }) => name));
  for (const column of named)
    if (!there.has(column)) throw new HomeostatError("COLUMN_NOT_FOUND", { column, columns: [...there] });
  const types = typesOf(reference, new Set(named));
  const features = takeColumns(reference.table, Object.keys(types));
  const report = await compareTablesInTurns(features, current.table, { types }, comparing(watch));
  return withSeconds(report, readSeconds, elapsed(started));
}

/** Against the stored training set where it is kept, else against the held statistics. */
export async function compareToModel(
  appliance: Appliance,
  input: { ref?: string; current?: string; read: ReadOptions },
  watch: Watch = {},
): Promise<DriftReport> {
  const started = performance.now();
  const { model, version } = appliance.registry.resolve(input.ref);
  const loaded = appliance.registry.load(model, version);
  const names = loaded.schema.features.map(({ name }) => name);
  const live = input.current === undefined ? await gatherWindow(appliance.loop, model) : null;
  const current: Table =
    live?.current ??
    (
      await readForModelInThread(
        resolveSource(appliance.dir, input.current!),
        loaded.schema,
        input.read,
        reading(watch, 0, READ),
      )
    ).table;
  const readSeconds = elapsed(started);
  const options: DriftOptions = {
    types: Object.fromEntries(loaded.schema.features.map(({ name, type }) => [name, type])),
    importance: loaded.detail.importance,
  };
  const reference = await referenceOf(appliance.loop, model, version);
  const features = takeColumns(current, names);
  const report = reference
    ? await compareTablesInTurns(takeColumns(reference, names), features, options, comparing(watch))
    : compareToStatistics(loaded.statistics, features, options);
  const found = withSeconds(report, readSeconds, elapsed(started));
  if (live?.version !== version) return found;
  const policy = appliance.registry.policy(model);
  return { ...found, performance: windowPerformance(live, report, policy, appliance.loop.seed ?? 0) };
}

/** The stored checks of a model, oldest first; reports of many columns are large, so requests are served in between. */
export async function driftHistory(appliance: Appliance, model: string, limit: number) {
  const rows = appliance.db
    .prepare("SELECT at, version, report, performance FROM drift_checks WHERE model = ? ORDER BY seq DESC LIMIT ?")
    .all(model, limit) as {
    at: number;
    version: string;
    report: string;
    performance: string | null;
  }[];
  const checks = [];
  for (const { at, version, report, performance } of rows.reverse()) {
    checks.push({
      at: new Date(at).toISOString(),
      version,
      report: JSON.parse(report) as DriftReport,
      performance: performance === null ? null : WindowPerformance.parse(JSON.parse(performance)),
    });
    await nextTurn();
  }
  return checks;
}
