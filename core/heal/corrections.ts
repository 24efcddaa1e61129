/** Answers given on broken values, given again on repaired ones: kept beside the originals, and told as a file. */
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { ClassLabel, Correction } from "../contract/index.ts";
import { type CsvCell, compileValidator, writeCsv } from "../data/index.ts";
import { createReplies, type LiveVersion, type LoggedOutput, type LoggedRow } from "../serve/index.ts";
import type { HealContext } from "./context.ts";

/** Rows between two turns of the event loop. */
const AT_ONCE = 500;

interface Corrected {
  row: LoggedRow;
  /** JSON text of a LoggedOutput. */
  output: string;
}

/** What a version says to rows as they read now, those that say the same again left out. */
async function answersThatChange(live: LiveVersion, rows: readonly LoggedRow[]): Promise<Corrected[]> {
  const validate = compileValidator(live.schema);
  const { answer } = createReplies(live);
  const read = rows.flatMap((row) => {
    const valid = validate(row.input);
    return valid.ok ? [{ row, valid }] : [];
  });
  if (read.length === 0) return [];
  const scored = await live.many(read.map(({ valid }) => valid.values));
  return read.flatMap(({ row, valid }, at) => {
    const { output } = answer(scored, at, [...valid.flags, "repaired"]);
    const now = JSON.parse(output) as LoggedOutput;
    const same = now.prediction === row.output.prediction && now.probability === row.output.probability;
    return same ? [] : [{ row, output }];
  });
}

interface Row {
  prediction_id: string;
  request: string | null;
  asked_at: number;
  answered: string;
  output: string;
  version: string;
  incident: string;
}

const answerOf = (text: string): ClassLabel | null => (JSON.parse(text) as LoggedOutput).prediction ?? null;

/** What was corrected, oldest first. @param incident of one incident only */
export function correctionsOf({ db }: Pick<HealContext, "db">, model: string, incident?: string): Correction[] {
  return db
    .prepare<[string, string | null], Row>(
      `SELECT c.prediction_id, p.request, p.at AS asked_at, p.output AS answered, c.output, c.version, c.incident
         FROM corrections c JOIN predictions p ON p.id = c.prediction_id
        WHERE c.model = ? AND c.incident = coalesce(?, c.incident) ORDER BY p.seq`,
    )
    .all(model, incident ?? null)
    .map(({ asked_at, answered, output, ...rest }) => ({
      ...rest,
      asked_at: new Date(asked_at).toISOString(),
      answered: answerOf(answered),
      corrected: answerOf(output)!,
    }));
}

const COLUMNS = ["prediction_id", "request", "asked_at", "answered", "corrected", "version"] as const;

/**
 * Answers every row since `from` again as the repairs make it, by the live version, refused ones included, and writes
 * what has changed to `reports/corrections_<incident>.csv`. Done twice, it ends the same.
 * @param from epoch ms
 * @returns how many answers changed, and the file; null where none did
 */
export async function correctAnswers(
  context: HealContext,
  model: string,
  { from, incident }: { from: number; incident: string },
): Promise<{ answers: number; file: string | null }> {
  const { db, log, sessions, clock, dir } = context;
  const insert = db.prepare(
    `INSERT OR REPLACE INTO corrections (prediction_id, model, incident, version, output, at) VALUES (?, ?, ?, ?, ?, ?)`,
  );
  const write = db.transaction((corrected: readonly Corrected[], version: string) => {
    for (const { row, output } of corrected) insert.run(row.id, model, incident, version, output, clock.now());
  });
  const live = sessions.get(model);
  const rows = log.window(model, { since: from });
  live.enter();
  try {
    for (let start = 0; start < rows.length; start += AT_ONCE) {
      write.immediate(await answersThatChange(live, rows.slice(start, start + AT_ONCE)), live.version);
      await nextTurn();
    }
  } finally {
    live.leave();
  }
  const corrections = correctionsOf(context, model, incident);
  if (corrections.length === 0) return { answers: 0, file: null };
  const file = join(dir.reports, `corrections_${incident}.csv`);
  const cells = corrections.map((each) => COLUMNS.map((column): CsvCell => cellOf(each[column])));
  await writeCsv(file, [...COLUMNS], cells);
  return { answers: corrections.length, file };
}

const cellOf = (value: ClassLabel | null): CsvCell => (typeof value === "boolean" ? String(value) : value);
