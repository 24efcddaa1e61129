/** `drift`: two files, or a file or the live window against the rows a model was trained on. */
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Appliance } from "../appliance.ts";
import {
  type DriftReport,
  HomeostatError,
  type Progress,
  type ReadOptions,
  WindowPerformance,
} from "../contract/index.ts";
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

const elapsed = (since: number): number => (performance.now() - since) / 1000;

const withSeconds = (report: DriftReport, read: number, total: number): DriftReport => ({
  ...report,
  seconds: { read, compute: total - read, total },
});

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
  onProgress?: (progress: Progress) => void,
): Promise<DriftReport> {
  const started = performance.now();
  const watch: ReadWatch = { onProgress: (done) => onProgress?.({ stage: "reading", done }) };
  const reference = await readTableInThread(resolveSource(appliance.dir, input.reference), input.read, watch);
  const current = await readTableInThread(resolveSource(appliance.dir, input.current), input.read, watch);
  const readSeconds = elapsed(started);
  const named = [input.target, input.prediction, ...(input.time ?? [])].filter((name) => name !== undefined);
  const there = new Set(reference.table.columns.map(({ name }) => name));
  for (const column of named)
    if (!there.has(column)) throw new HomeostatError("COLUMN_NOT_FOUND", { column, columns: [...there] });
  const types = typesOf(reference, new Set(named));
  const features = takeColumns(reference.table, Object.keys(types));
  const report = await compareTablesInTurns(features, current.table, { types }, (done, all) =>
    onProgress?.({ stage: "comparing", done: done / all }),
  );
  return withSeconds(report, readSeconds, elapsed(started));
}

/** Against the stored training set where it is kept, else against the held statistics. */
export async function compareToModel(
  appliance: Appliance,
  input: { ref?: string; current?: string; read: ReadOptions },
): Promise<DriftReport> {
  const started = performance.now();
  const { model, version } = appliance.registry.resolve(input.ref);
  const loaded = appliance.registry.load(model, version);
  const names = loaded.schema.features.map(({ name }) => name);
  const live = input.current === undefined ? await gatherWindow(appliance.loop, model) : null;
  const current: Table =
    live?.current ??
    (await readForModelInThread(resolveSource(appliance.dir, input.current!), loaded.schema, input.read)).table;
  const readSeconds = elapsed(started);
  const options: DriftOptions = {
    types: Object.fromEntries(loaded.schema.features.map(({ name, type }) => [name, type])),
    importance: loaded.detail.importance,
  };
  const reference = await referenceOf(appliance.loop, model, version);
  const features = takeColumns(current, names);
  const report = reference
    ? await compareTablesInTurns(takeColumns(reference, names), features, options)
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
