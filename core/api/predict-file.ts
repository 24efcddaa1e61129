/** `predict` and `evaluate`: a whole file against one version, by the same session that serves. */
import { setImmediate as nextTurn } from "node:timers/promises";
import { InferenceSession } from "onnxruntime-node";
import type { Appliance } from "../appliance.ts";
import {
  type EvaluateReport,
  HomeostatError,
  type ModelSchema,
  type PredictFileReport,
  type ReadOptions,
} from "../contract/index.ts";
import {
  type CellValue,
  type Column,
  cellText,
  columnNamed,
  encodeTarget,
  labelText,
  type ModelRows,
  readForModelInThread,
  type Table,
  takeColumns,
  takeRows,
  writeCsv,
} from "../data/index.ts";
import type { LoadedVersion } from "../registry/index.ts";
import { explainRow } from "../serve/index.ts";
import { decideLabels, evaluate, type FittedModel, readOutputs, type Scores, toFeeds } from "../train/index.ts";
import { nameOfSource, placeResult, resolveSource } from "./files.ts";
import { type JobContext, readingOf } from "./jobs.ts";

type Cell = string | number | null;

/** Rows scored at once: large enough for throughput, small enough for memory and for cancelling. */
const CHUNK = 10_000;
/** Rows whose reasons are worked out between two reports of progress. */
const REASONED = 100;

const featuresOf = (table: Table, schema: ModelSchema): Table =>
  takeColumns(
    table,
    schema.features.map(({ name }) => name),
  );

/** Scores every row by the version's ONNX model, chunk by chunk. */
export async function scoreByOnnx(version: LoadedVersion, table: Table, job: JobContext): Promise<Scores> {
  const { schema, fitted } = version;
  const outputs = schema.task === "regression" ? 1 : fitted.classes.length;
  const values = new Float64Array(table.rows * outputs);
  const session = await InferenceSession.create(version.onnx, { intraOpNumThreads: 1 });
  try {
    for (let start = 0; start < table.rows; start += CHUNK) {
      job.signal.throwIfAborted();
      const rows = Array.from({ length: Math.min(CHUNK, table.rows - start) }, (_, i) => start + i);
      const part = readOutputs(schema.task, await session.run(toFeeds(schema, takeRows(table, rows))));
      values.set(part.values, start * outputs);
      job.onProgress({ stage: "scoring", done: (start + rows.length) / table.rows });
    }
  } finally {
    await session.release();
  }
  return { outputs, values };
}

/** The columns that a file of predictions has for this model. */
function headerOf(schema: ModelSchema, fitted: FittedModel): string[] {
  if (schema.task !== "regression")
    return [
      "row",
      "status",
      "prediction",
      "probability",
      ...schema.classes.map((label) => `probability_${labelText(label)}`),
      "reason",
    ];
  return ["row", "status", "prediction", ...(fitted.interval ? ["low", "high"] : []), "reason"];
}

function* linesOf(version: LoadedVersion, rows: ModelRows, scores: Scores): Generator<Cell[]> {
  const { schema, fitted } = version;
  const labels = schema.task === "regression" ? null : decideLabels(fitted, scores);
  const blank = headerOf(schema, fitted).length - 3;
  for (let row = 0; row < rows.table.rows; row++) {
    const status = rows.status[row]!;
    const reason = rows.reasons[row] ?? "";
    if (status === "rejected") {
      yield [row + 1, status, ...Array<Cell>(blank).fill(null), reason];
      continue;
    }
    const at = row * scores.outputs;
    if (labels) {
      const probabilities = [...scores.values.subarray(at, at + scores.outputs)];
      const label = labels[row]!;
      yield [row + 1, status, labelText(schema.classes[label]!), probabilities[label]!, ...probabilities, reason];
      continue;
    }
    const value = scores.values[at]!;
    const radius = fitted.interval?.radius;
    yield [row + 1, status, value, ...(radius === undefined ? [] : [value - radius, value + radius]), reason];
  }
}

const cellOf = (column: Column, row: number): CellValue => {
  if (column.kind === "text") return column.levels[column.codes[row]!] ?? null;
  const value = column.values[row]!;
  return Number.isNaN(value) ? null : value;
};

/** Adds the reasons of each answer: its base value and what each feature added. */
async function* withReasons(
  lines: Iterable<Cell[]>,
  { schema, fitted }: LoadedVersion,
  { table, status }: ModelRows,
  job: JobContext,
): AsyncGenerator<Cell[]> {
  const columns = schema.features.map(({ name }) => columnNamed(table, name)!);
  let row = 0;
  for (const line of lines) {
    const values = columns.map((column) => cellOf(column, row));
    const reasons = status[row] === "rejected" ? null : await explainRow(fitted, schema, values);
    yield reasons
      ? [...line, reasons.base_value, ...reasons.contributions.map(({ contribution }) => contribution)]
      : [...line, null, ...columns.map(() => null)];
    if (++row % REASONED !== 0) continue;
    job.signal.throwIfAborted();
    job.onProgress({ stage: "explaining", done: row / table.rows });
    await nextTurn();
  }
}

/** Adds the input's cells behind each line. */
async function* withInput(lines: Iterable<Cell[]> | AsyncIterable<Cell[]>, table: Table): AsyncGenerator<Cell[]> {
  let row = 0;
  for await (const line of lines) {
    yield [...line, ...table.columns.map((column) => cellText(column, row))];
    row++;
  }
}

/**
 * Writes one line per input row, in order. Rows that serving would refuse are kept, with their reason. Nothing is
 * logged: these are answers to a file, not to the world.
 */
export async function predictFile(
  appliance: Appliance,
  input: { ref?: string; source: string; read: ReadOptions; out?: string; with_input: boolean; explain: boolean },
  job: JobContext,
): Promise<PredictFileReport> {
  const started = performance.now();
  const { model, version } = appliance.registry.resolve(input.ref);
  const loaded = appliance.registry.load(model, version);
  const rows = await readForModelInThread(
    resolveSource(appliance.dir, input.source),
    loaded.schema,
    input.read,
    readingOf(job),
  );
  const scores = await scoreByOnnx(loaded, featuresOf(rows.table, loaded.schema), job);
  const features = input.explain ? loaded.schema.features.map(({ name }) => `contribution_${name}`) : [];
  const cells = input.with_input ? rows.read.table.columns.map(({ name }) => name) : [];
  const header = [
    ...headerOf(loaded.schema, loaded.fitted),
    ...(input.explain ? ["base_value", ...features] : []),
    ...cells,
  ];
  const answers = linesOf(loaded, rows, scores);
  const reasoned = input.explain ? withReasons(answers, loaded, rows, job) : answers;
  const name = `${nameOfSource(input.source).replace(/\.[^.]*$/, "")}-answers.csv`;
  const result = input.out === undefined ? placeResult(appliance.dir, appliance.nextId, name) : null;
  await writeCsv(
    result?.path ?? input.out!,
    header,
    input.with_input ? withInput(reasoned, rows.read.table) : reasoned,
  );
  const count = (status: string) => rows.status.filter((each) => each === status).length;
  return {
    rows: rows.table.rows,
    rejected: count("rejected"),
    imputed: count("imputed"),
    out: input.out ?? null,
    result: result?.source ?? null,
    seconds: (performance.now() - started) / 1000,
  };
}

const SEGMENT_LEVELS = 10;
const SEGMENT_ROWS = 30;

/** Metrics per level of each category with few levels; a level of fewer than 30 rows says too little. */
function segmentsOf(
  schema: ModelSchema,
  table: Table,
  scores: Scores,
  truth: Float64Array,
): EvaluateReport["segments"] {
  return table.columns.flatMap((column) => {
    if (column.kind !== "text" || column.levels.length > SEGMENT_LEVELS) return [];
    return column.levels.flatMap((value, code) => {
      const rows = [...column.codes.keys()].filter((row) => column.codes[row] === code);
      if (rows.length < SEGMENT_ROWS) return [];
      const metrics = evaluate(
        takeScores(scores, rows),
        Float64Array.from(rows, (row) => truth[row]!),
        schema.task,
      ).metrics;
      return [{ column: column.name, value, rows: rows.length, metrics }];
    });
  });
}

const takeScores = ({ outputs, values }: Scores, rows: readonly number[]): Scores => {
  const taken = new Float64Array(rows.length * outputs);
  rows.forEach((row, i) => {
    taken.set(values.subarray(row * outputs, (row + 1) * outputs), i * outputs);
  });
  return { outputs, values: taken };
};

/** Scores every row whose target is known; those that serving would refuse are imputed instead, and counted. */
export async function evaluateFile(
  appliance: Appliance,
  input: { ref?: string; source: string; read: ReadOptions },
  job: JobContext,
): Promise<EvaluateReport> {
  const { model, version } = appliance.registry.resolve(input.ref);
  const loaded = appliance.registry.load(model, version);
  const { schema } = loaded;
  const rows = await readForModelInThread(
    resolveSource(appliance.dir, input.source),
    schema,
    input.read,
    readingOf(job),
  );
  const target = columnNamed(rows.table, schema.target);
  if (!target)
    throw new HomeostatError("COLUMN_NOT_FOUND", {
      column: schema.target,
      columns: rows.read.table.columns.map(({ name }) => name),
    });
  const truth = encodeTarget(target, schema);
  const known = [...truth.keys()].filter((row) => !Number.isNaN(truth[row]!));
  const table = takeRows(featuresOf(rows.table, schema), known);
  const knownTruth = Float64Array.from(known, (row) => truth[row]!);
  const scores = await scoreByOnnx(loaded, table, job);
  const { metrics, intervals } = evaluate(scores, knownTruth, schema.task, {
    intervals: true,
    threshold: loaded.fitted.threshold,
  });
  return {
    model,
    version,
    rows: known.length,
    rejected: known.filter((row) => rows.status[row] === "rejected").length,
    metrics,
    intervals,
    segments: segmentsOf(schema, table, scores, knownTruth),
  };
}
