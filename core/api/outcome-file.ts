/** A file of what really happened: read, matched with predictions, judged, and recorded once somebody said so. */
import type { Appliance } from "../appliance.ts";
import {
  type ClassLabel,
  HomeostatError,
  type OutcomeFile,
  type OutcomeFileReport,
  type OutcomeLine,
  type SettledOutcome,
  say,
} from "../contract/index.ts";
import {
  type Column,
  cellText,
  columnNamed,
  detectDates,
  isoTime,
  parseIso,
  readTableInThread,
  type Table,
} from "../data/index.ts";
import {
  type FileLine,
  isCorrectable,
  type JudgedLine,
  judgeLines,
  keyReader,
  matchKeys,
  outcomeOf,
  recordLines,
} from "../serve/index.ts";
import { resolveSource } from "./files.ts";
import { type JobContext, readingOf } from "./jobs.ts";

/** Lines of one kind that are shown. */
const SHOWN = 50;

function needed(table: Table, name: string): Column {
  const column = columnNamed(table, name);
  if (column) return column;
  throw new HomeostatError("COLUMN_NOT_FOUND", { column: name, columns: table.columns.map((each) => each.name) });
}

/** Cells of a column of numbers as a program writes them, whatever the file's decimal sign. */
const plain = (text: string | null, decimal: string): string | null =>
  text !== null && decimal === "," && /^[+-]?[\d.]*,\d+$/.test(text)
    ? text.replaceAll(".", "").replace(",", ".")
    : text;

/** Reads a moment as the column writes it; null where it is none, undefined where the cell is empty. */
function momentsOf(column: Column): (row: number) => string | null | undefined {
  const parse = column.kind === "text" ? (detectDates(column.levels)?.format.parse ?? parseIso) : parseIso;
  return (row) => {
    const text = cellText(column, row);
    if (text === null) return undefined;
    const moment = parse(text);
    return Number.isNaN(moment) ? null : isoTime(moment);
  };
}

/** The columns in use are read as texts: an id or a label is what it was written as, and no value is guessed missing. */
async function readLines(appliance: Appliance, input: OutcomeFile, job: JobContext) {
  const named = [...(input.id === undefined ? (input.key ?? []) : [input.id]), input.outcome, input.observed];
  const own = named.filter((name) => name !== undefined && !Object.hasOwn(input.read.dates ?? {}, name)) as string[];
  const text = [...new Set([...(input.read.text ?? []), ...own])];
  const path = resolveSource(appliance.dir, input.source);
  const read = await readTableInThread(path, { ...input.read, text }, readingOf(job));
  for (const name of named) if (name !== undefined) needed(read.table, name);
  return read;
}

type Said = Pick<FileLine, "row" | "outcome" | "observed">;

function saidBy(table: Table, input: OutcomeFile, decimal: string): Said[] {
  const outcome = needed(table, input.outcome);
  const moments = input.observed === undefined ? null : momentsOf(needed(table, input.observed));
  return Array.from({ length: table.rows }, (_, row) => {
    const observed = moments?.(row);
    return {
      row: row + 1,
      outcome: plain(cellText(outcome, row), decimal),
      ...(observed === undefined ? {} : { observed }),
    };
  });
}

function byId(table: Table, said: readonly Said[], id: string): FileLine[] {
  const column = needed(table, id);
  return said.map((line, row) => {
    const cell = cellText(column, row)?.trim() ?? "";
    return { ...line, key: [cell], ids: cell === "" ? null : [cell] };
  });
}

async function byKey(appliance: Appliance, table: Table, said: readonly Said[], input: OutcomeFile, job: JobContext) {
  const { model, version } = appliance.registry.resolve(input.model);
  const reader = keyReader(table, input.key ?? [], appliance.registry.show(`${model}@${version}`).schema);
  const keys = said.map((_, row) => reader.ofFile(row));
  const wanted = new Set(keys.flatMap(({ key }) => (key === null ? [] : [key])));
  const found = await matchKeys(appliance.log, model, wanted, reader, {
    signal: job.signal,
    onProgress: (done) => job.onProgress({ stage: "matching", done }),
  });
  return said.map((line, row): FileLine => {
    const { key, shown } = keys[row]!;
    return { ...line, key: shown, ids: key === null ? null : (found.get(key) ?? []) };
  });
}

/** The first of each kind, in the file's order. */
function shown(lines: readonly JudgedLine[]): OutcomeLine[] {
  const taken = new Map<string, number>();
  return lines.flatMap(({ entry: _entry, model: _model, ...line }) => {
    const kind = `${line.result} ${line.reason}`;
    const count = taken.get(kind) ?? 0;
    taken.set(kind, count + 1);
    return count < SHOWN ? [line] : [];
  });
}

/**
 * What each line of a file comes to. Without `write` it only looks; with it the outcomes are recorded, and where the
 * file is to be right (`correct`) what it contradicts is replaced, each change in the audit trail.
 * @throws WRONG_USE without an id or a key, COLUMN_NOT_FOUND, MODEL_REQUIRED for a key with several models, CANCELLED,
 * and as `readTable`
 */
export async function outcomeFile(
  appliance: Appliance,
  input: OutcomeFile,
  job: JobContext,
  actor: string,
): Promise<OutcomeFileReport> {
  if ((input.id === undefined) === (input.key === undefined))
    throw new HomeostatError("WRONG_USE", {
      reason: say("nameColumns"),
    });
  const { log, registry } = appliance;
  const { table, file } = await readLines(appliance, input, job);
  const said = saidBy(table, input, file.decimal);
  const lines = input.id === undefined ? await byKey(appliance, table, said, input, job) : byId(table, said, input.id);
  const by = input.id === undefined ? "key" : "id";
  log.flush();
  const rules = { by, every: input.every, live: (model: string) => registry.production(model) } as const;
  const judged = await judgeLines(log, lines, rules, job.signal);
  if (input.write)
    await recordLines(
      log,
      judged,
      { correct: input.correct, audited: auditedBy(appliance, actor, `file ${file.format}`) },
      { signal: job.signal, onProgress: (done) => job.onProgress({ stage: "recording", done }) },
    );

  const count = (result: OutcomeLine["result"]) => judged.filter((line) => line.result === result).length;
  const models = new Set(judged.flatMap((line) => line.model ?? []));
  const [only, ...others] = by === "key" ? [registry.resolve(input.model).model] : models;
  const model = others.length === 0 ? (only ?? null) : null;
  const oldest = log.outcomes.oldest(model ?? undefined);
  return {
    ...{ model, by, written: input.write, rows: table.rows },
    ...{ accepted: count("accepted"), duplicate: count("duplicate"), conflict: count("conflict") },
    ...{ unknown: count("unknown"), invalid: count("invalid"), ambiguous: count("ambiguous") },
    late: judged.filter(({ reason }) => reason === "late").length,
    corrected: input.correct ? judged.filter(isCorrectable).length : 0,
    log_from: oldest === null ? null : isoTime(oldest),
    lines: shown(judged),
  };
}

const auditedBy =
  ({ registry }: Appliance, actor: string, reason: string) =>
  ({ prediction_id, model, from, to }: SettledOutcome): void => {
    registry.audit.append({ actor, action: "outcome", subject: model, detail: { prediction_id, from, to, reason } });
  };

/**
 * One outcome put right by hand. A text is taken for the label that it spells.
 * @throws as `settle` of the log
 */
export function settleOutcome(
  appliance: Appliance,
  change: { prediction_id: string; outcome: ClassLabel; reason?: string | undefined; actor: string },
): SettledOutcome {
  const { prediction_id: id, outcome, reason = say("askedFor"), actor } = change;
  const answer = appliance.log.outcomes.find(id)?.answer;
  const label = (answer && outcomeOf(answer, String(outcome))) ?? outcome;
  return appliance.log.outcomes.settle(id, label, auditedBy(appliance, actor, reason));
}
