/** `train` and `files.inspect`: a file in, a registered version out, with everything that was decided on the way. */
import type { Appliance } from "../appliance.ts";
import {
  HomeostatError,
  type InspectReport,
  type ModelSchema,
  say,
  type TrainOptions,
  type TrainReport,
} from "../contract/index.ts";
import {
  type Ask,
  cellText,
  columnNamed,
  learnSchemaOf,
  type Proposal,
  proposeFor,
  type ReadResult,
  type ReadWatch,
  type Room,
  rankTargetsOf,
  readForModelInThread,
  readRows,
  readTableInThread,
  storeDatasetInThread,
  type Table,
  viewColumns,
  viewRows,
} from "../data/index.ts";
import { promoteVersion } from "../heal/index.ts";
import { proposeExpectations } from "../observe/index.ts";
import { type TrainedModel, trainInWorker } from "../train/index.ts";
import { nameOfSource, resolveSource } from "./files.ts";
import { type JobContext, readingOf } from "./jobs.ts";
import { withRoom } from "./room.ts";

const PREVIEW_ROWS = 20;
const elapsed = (since: number): number => (performance.now() - since) / 1000;

type InspectInput = { source: string; read: TrainOptions["read"]; target?: string; job?: string | undefined };

/** Reads a file and says what was found, before anything is trained. */
const inspect = ({ dir }: Appliance, input: InspectInput, watch: ReadWatch): Promise<InspectReport> =>
  withRoom(dir.datasets, undefined, async (room) => {
    const read = await readTableInThread(resolveSource(dir, input.source), input.read, watch, room);
    return inspected(read, input);
  });

/** The same; with an id for it as a job, whose progress is told and which can be cancelled. */
export async function inspectFile(appliance: Appliance, input: InspectInput): Promise<InspectReport> {
  if (input.job === undefined) return inspect(appliance, input, {});
  const work = (job: JobContext) => inspect(appliance, input, readingOf(job));
  return appliance.jobs.run("inspect", say("jobRead", { source: nameOfSource(input.source) }), input.job, work, {
    isLarge: true,
  });
}

const UNTEACHABLE: readonly string[] = ["NO_FEATURES", "TOO_FEW_ROWS"];

/** A file of two columns, an id and an outcome, say, teaches nothing and can be looked at all the same. */
async function proposedFor(read: ReadResult, ask: Ask & { target: string }): Promise<Proposal | { warning: string }> {
  try {
    return await proposeFor(read, ask);
  } catch (error) {
    if (!(error instanceof HomeostatError) || !UNTEACHABLE.includes(error.code)) throw error;
    return { warning: error.message };
  }
}

async function inspected(read: ReadResult, input: InspectInput): Promise<InspectReport> {
  const targets = await rankTargetsOf(read);
  const target = input.target ?? targets[0]?.column;
  const found = target ? await proposedFor(read, { target, group: input.read.group }) : null;
  const proposal = found && "columns" in found ? found : null;
  const roles = new Map(proposal?.columns.map((column) => [column.name, column]));
  return {
    file: read.file,
    rows: read.table.rows,
    rejected: read.rejected.slice(0, 100),
    columns: read.profiles.map(({ name, type, format, missing_share, distinct, histogram }) => ({
      name,
      format,
      type: roles.get(name)?.type ?? type,
      role: roles.get(name)?.role ?? "feature",
      reason: roles.get(name)?.reason,
      missing_share,
      distinct,
      histogram,
    })),
    missing: read.missing,
    targets,
    time: proposal?.time ?? [],
    preview: previewRows(read.table),
    warnings: [...read.warnings, ...(found && "warning" in found ? [found.warning] : (found?.warnings ?? []))],
  };
}

function previewRows(table: Table): InspectReport["preview"] {
  const { rows, columns } = readRows(table, 0, Math.min(PREVIEW_ROWS, table.rows));
  return Array.from({ length: rows }, (_, row) =>
    Object.fromEntries(columns.map((column) => [column.name, cellText(column, row)])),
  );
}

/** A model's name from its file's: snake case, as `--name` would be typed. */
export const modelNameOf = (source: string): string => {
  const stem = (source.split(/[\\/]/).at(-1) ?? "")
    .replace(/^upload:[^.]*\./, "")
    .replace(/\.(gz|csv|tsv|txt|json|jsonl|ndjson|parquet|xlsx|xlsm)\b/gi, "");
  const snake = stem
    .replace(/[^A-Za-z0-9]+/g, "_")
    .toLowerCase()
    .replace(/^_+|_+$/g, "")
    .slice(0, 63);
  return snake || "model";
};

/** Rows whose target is known, and the columns that training needs. */
function trainingRows(
  read: ReadResult,
  proposal: Proposal,
  extra: readonly string[],
): { table: Table; dropped: number } {
  const target = columnNamed(read.table, proposal.target)!;
  const known = new Int32Array(read.table.rows);
  let size = 0;
  for (let row = 0; row < read.table.rows; row++)
    if (target.kind === "text" ? target.codes[row]! >= 0 : !Number.isNaN(target.values[row]!)) known[size++] = row;
  const names = [...new Set([...proposal.features, ...extra, proposal.target])];
  const chosen = viewColumns(read.table, names);
  return {
    table: size === read.table.rows ? chosen : viewRows(chosen, known.slice(0, size)),
    dropped: read.table.rows - size,
  };
}

/** Reads, proposes, trains in a worker, proves the export, registers, and promotes where that is asked or due. */
export const train = (appliance: Appliance, options: TrainOptions, job: JobContext): Promise<TrainReport> =>
  withRoom(appliance.dir.datasets, options.memory, (room) => trainWithin(room, appliance, options, job));

async function trainWithin(
  room: Room,
  appliance: Appliance,
  options: TrainOptions,
  job: JobContext,
): Promise<TrainReport> {
  const { registry, dir } = appliance;
  const started = performance.now();
  job.onProgress({ stage: "reading", done: 0 });
  const name = options.model ?? modelNameOf(options.source);
  const read = await readTableInThread(resolveSource(dir, options.source), options.read, readingOf(job), room);
  const ask: Ask = {
    target: options.target,
    task: options.task,
    time: options.time,
    exclude: options.exclude,
    include: options.include,
    positive: options.positive,
    category: options.read.category,
    number: options.read.number,
    group: options.read.group,
  };
  const proposal = await proposeFor(read, ask, job.signal);
  const group = options.read.group;
  const { table, dropped } = trainingRows(read, proposal, [...proposal.time, ...(group ? [group] : [])]);
  const learnt = { proposal, missing: read.missing, ranges: options.ranges };
  const schema = await learnSchemaOf(table, learnt, job.signal);
  refuseAnotherTarget(appliance, name, schema);
  const readSeconds = elapsed(started);
  job.signal.throwIfAborted();

  const holdout =
    typeof options.holdout === "number"
      ? options.holdout
      : (await readForModelInThread(resolveSource(dir, options.holdout), schema, options.read, readingOf(job))).table;
  const trained = await trainInWorker(
    table,
    {
      schema,
      metric: options.metric,
      learners: options.learners,
      search: options.search,
      budget: options.budget,
      trials: options.trials,
      holdout,
      time: proposal.time,
      group,
      cost: options.cost,
      seed: options.seed,
      threads: options.threads ?? 1,
    },
    { onProgress: job.onProgress, signal: job.signal, enough: job.enough },
  );
  const registering = performance.now();
  const dataset = await storeDatasetInThread(table, dir.datasets);
  const first = !registry.models().some((model) => model.name === name);
  const detail = registry.register({
    model: name,
    schema,
    trained,
    dataset: { ...dataset, ...timeSpan(table, proposal.time) },
    trigger: "train",
    parent: registry.production(name),
    seed: options.seed,
    author: "user",
    expectations: proposeExpectations(table, schema),
    report: {},
  });
  const gate = await maybePromote(appliance, {
    model: name,
    version: detail.version,
    first,
    asked: options.promote,
    trained,
  });
  appliance.events.publish({ type: "models_changed", model: name });
  const {
    metrics,
    intervals,
    leaderboard,
    parity,
    holdout: judged,
    primary_metric,
    fitted_on,
    warnings,
    seconds,
  } = trained;
  return {
    model: name,
    version: detail.version,
    stage: registry.show(`${name}@${detail.version}`).stage,
    task: schema.task,
    target: schema.target,
    positive: schema.positive,
    file: read.file,
    rows: { read: read.read, used: table.rows, rejected: read.rejected.length + dropped },
    columns: proposal.columns,
    missing: read.missing,
    learner: trained.model.learner,
    primary_metric,
    holdout: judged,
    metrics,
    intervals,
    leaderboard,
    parity,
    fitted_on,
    beats_baseline: trained.beats_baseline,
    gate,
    warnings: [
      ...read.warnings,
      ...proposal.warnings,
      ...(dropped > 0 ? [say("rowsWithoutTarget", { rows: dropped, target: schema.target })] : []),
      ...warnings,
    ],
    seconds: {
      read: readSeconds,
      train: seconds.train,
      export: seconds.export + elapsed(registering),
      total: elapsed(started),
    },
  };
}

/** A model predicts one thing for all its versions: said before any time is spent on training. */
function refuseAnotherTarget({ registry }: Appliance, name: string, { target, task }: ModelSchema): void {
  const known = registry.models().find((model) => model.name === name);
  if (!known || (known.target === target && known.task === task)) return;
  throw new HomeostatError("WRONG_USE", {
    reason: `${say("anotherTarget", { model: name, ...known })} ${say("nameOfItsOwn")}`,
  });
}

/** A first version goes live unless told not to or useless; a later one only when asked, and through the gate. */
async function maybePromote(
  appliance: Appliance,
  ask: { model: string; version: string; first: boolean; asked: boolean | undefined; trained: TrainedModel },
): Promise<TrainReport["gate"]> {
  const { model, version, first, asked, trained } = ask;
  if (!trained.beats_baseline || !(asked ?? first)) return null;
  const { gate } = await promoteVersion(appliance.loop, {
    model,
    version,
    actor: "user",
    reason: say(first ? "firstVersion" : "trainedToPromote"),
    force: false,
  });
  return first ? null : gate;
}

/** First and last moment of the training rows, where a column tells. */
function timeSpan(table: Table, time: readonly string[]): { from: string | null; to: string | null } {
  const column = time.map((name) => columnNamed(table, name)).find((each) => each?.kind === "datetime");
  if (column?.kind !== "datetime") return { from: null, to: null };
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (const value of column.values) {
    if (value < from) from = value;
    if (value > to) to = value;
  }
  return Number.isFinite(from)
    ? { from: new Date(from).toISOString(), to: new Date(to).toISOString() }
    : { from: null, to: null };
}
