/** Every answer and every refusal is written down before it is given; outcomes are joined to them later. */
import type { FeedbackReply, LogState, Row, SettledOutcome } from "../../contract/index.ts";
import type { Clock, Database, Logger } from "../../shared/index.ts";
import { type ArchiveRows, createArchiveRows } from "./archive/archive-rows.ts";
import { createDiskMode, isDiskError, roomFor } from "./disk-mode.ts";
import { createGroupCommit } from "./group-commit.ts";
import { createOutcomeLog, type OutcomeLog } from "./outcome-log.ts";
import { createPredictionWriter, type LoggedPrediction } from "./prediction-writer.ts";
import {
  type AnsweredRow,
  type AnsweredSpan,
  type Arrival,
  createLogQueries,
  type LogCounts,
  type LoggedAnswer,
  type LoggedRow,
  type ReadRow,
  type UnreadRow,
  type WindowOptions,
} from "./queries.ts";
import { createReplyStore, type ReplyStore } from "./reply-store.ts";
import { createReportedOutcomes, type ReportedOutcomes } from "./reported.ts";
import { createShadowLog, type ShadowLog } from "./shadow-log.ts";
import { createWalKeeper, type Durability } from "./wal-keeper.ts";

/** What the Predict page lists. */
export interface RecentPrediction {
  prediction_id: string;
  at: string;
  version: string;
  input: Row;
  prediction: unknown;
  outcome: unknown;
}

export interface PredictionLog {
  /**
   * Resolves once the rows are in the write-ahead log (with durability `power`: on the disk).
   * @throws DISK_FULL, DISK_FAILED and other catalogued errors; nothing of the call is stored then
   */
  append(rows: readonly LoggedPrediction[]): Promise<void>;
  /**
   * The same for answers that may go out without: false where the disk takes no rows. With durability `power` no
   * answer may, and it throws.
   */
  keep(rows: readonly LoggedPrediction[]): Promise<boolean>;
  /** Whether the disk takes what is logged. */
  state(): LogState;
  /** Judges and stores outcomes, in order; an unusable entry is `invalid` and never an error. */
  feedback(outcomes: readonly unknown[]): FeedbackReply;
  /** What outcomes are about, and where they contradict each other. */
  outcomes: Omit<OutcomeLog, "record">;
  /** The newest predictions of a model that fit the options, oldest first. */
  window(model: string, options?: WindowOptions): LoggedRow[];
  /** The same rows, each parsed when it is read. */
  unread(model: string, options?: WindowOptions): UnreadRow[];
  /** The same rows without the inputs. */
  answers(model: string, options?: WindowOptions): LoggedAnswer[];
  /** Answers of a version between two places in the log, with what is known of their outcomes; oldest first. */
  answered(model: string, span: AnsweredSpan): AnsweredRow[];
  count(model: string): LogCounts;
  /** Rows with outcomes, in the order of the reports. */
  reported: ReportedOutcomes;
  /** When rows came, refused ones too: those after a place in the log, the newest `limit`, oldest first. */
  arrivals(model: string, afterSeq: number, limit: number): Arrival[];
  /** Newest first; rejected rows are left out. */
  recent(model: string, limit: number): RecentPrediction[];
  /** Replies kept by Idempotency-Key. */
  replies: ReplyStore;
  /** What shadows would have answered. */
  shadows: ShadowLog;
  /** What leaves the log for the archive. An outcome of such a row is `unknown` from then on. */
  archiving: ArchiveRows;
  /** Writes what is waiting, now. */
  flush(): void;
  /** Writes what is waiting and ends what works in the background. */
  close(): Promise<void>;
}

export interface PredictionLogDeps {
  db: Database;
  clock: Clock;
  durability: Durability;
  logger?: Logger;
  /** Bytes that are free where the database lies; asked of the system where absent. */
  room?: () => Promise<number>;
  /** Repairs of broken data; rows are read as they came where absent. */
  read?: ReadRow;
}

const PROBE_BYTES = 64 * 1024;

/**
 * The log over the one database.
 * @example
 * const log = createPredictionLog({ db, clock: systemClock, durability: "process" });
 * await log.append([row]); // acknowledged: a kill -9 from here on loses nothing
 */
export function createPredictionLog({ db, clock, durability, logger, room, read }: PredictionLogDeps): PredictionLog {
  const wal = createWalKeeper({ db, durability, hold: (held) => commits.hold(held), failed: inBackground, logger });
  const queries = createLogQueries(db, read);
  const counts = new Map<string, LogCounts>();
  const kept = createOutcomeLog(db, clock);

  const { secure } = wal;
  const putProbe = db.prepare("INSERT OR REPLACE INTO settings (key, value) VALUES ('disk_probe', ?)");
  const dropProbe = db.prepare("DELETE FROM settings WHERE key = 'disk_probe'");
  const write = createPredictionWriter(db);
  const disk = createDiskMode({ probe, room: room ?? (() => roomFor(db)), logger });
  const commits = createGroupCommit<LoggedPrediction>(
    (rows) => {
      disk.write(() => wal.write(() => write(rows)));
      for (const { model, status } of rows) {
        const known = counts.get(model);
        if (known) known[status === "ok" ? "predictions" : "rejected"]++;
      }
      wal.touch();
    },
    secure && ((callers) => secure(callers).catch((error) => Promise.reject(disk.note(error)))),
  );

  /** A disk that syncs nothing loses more to a power cut than is said: that is the disk's mode too. */
  function inBackground(error: unknown): void {
    if (!isDiskError(disk.note(error))) logger?.warn({ err: error }, "the write-ahead log could not be synced");
  }

  /** A row of the size of a busy moment, written, synced and taken away. */
  async function probe(): Promise<void> {
    wal.write(() => putProbe.run("0".repeat(PROBE_BYTES)));
    await wal.settled();
    wal.write(() => dropProbe.run());
    wal.touch();
  }

  function discount(model: string, gone: LogCounts): void {
    const known = counts.get(model);
    if (!known) return;
    known.predictions -= gone.predictions;
    known.rejected -= gone.rejected;
    known.labelled -= gone.labelled;
  }

  /** Counted once from the table, kept up to date afterwards: this is the log's only writer. */
  function countsOf(model: string): LogCounts {
    let known = counts.get(model);
    if (!known) {
      known = queries.counts(model);
      counts.set(model, known);
    }
    return known;
  }

  function feedback(outcomes: readonly unknown[]): FeedbackReply {
    commits.flush();
    const reply: FeedbackReply = { accepted: 0, duplicate: 0, conflict: 0, unknown: 0, invalid: 0, results: [] };
    const judged = disk.write(() => kept.record(outcomes));
    for (const { prediction_id, result, model } of judged) {
      reply[result]++;
      reply.results.push({ prediction_id, result });
      const known = result === "accepted" && model !== undefined ? counts.get(model) : undefined;
      if (known) known.labelled++;
    }
    wal.touch();
    return reply;
  }

  function settle(...change: Parameters<OutcomeLog["settle"]>): SettledOutcome {
    commits.flush();
    const settled = disk.write(() => kept.settle(...change));
    const known = settled.from === null ? counts.get(settled.model) : undefined;
    if (known) known.labelled++;
    wal.touch();
    return settled;
  }

  const append = (rows: readonly LoggedPrediction[]): Promise<void> =>
    rows.length === 0 ? Promise.resolve() : commits.add(rows);

  async function keep(rows: readonly LoggedPrediction[]): Promise<boolean> {
    try {
      await append(rows);
      return true;
    } catch (error) {
      if (durability === "power" || !isDiskError(error)) throw error;
      return false;
    }
  }

  /** Labelled rows are looked for until all that are known were found: without any, not through the whole log. */
  function bounded(model: string, options: WindowOptions): WindowOptions | null {
    if (!options.labelledOnly) return options;
    const { labelled } = countsOf(model);
    return labelled === 0 ? null : { ...options, limit: Math.min(options.limit ?? labelled, labelled) };
  }

  const rowsBy =
    <R>(read: (model: string, options: WindowOptions) => R[]) =>
    (model: string, options: WindowOptions = {}): R[] => {
      const asked = bounded(model, options);
      return asked ? read(model, asked) : [];
    };

  return {
    append,
    keep,
    state: disk.state,
    feedback,
    outcomes: { find: kept.find, inputs: kept.inputs, oldest: kept.oldest, conflicts: kept.conflicts, settle },
    window: rowsBy(queries.window),
    unread: rowsBy(queries.unread),
    answers: rowsBy(queries.answers),
    answered: queries.answered,
    arrivals: queries.arrivals,
    count: (model) => ({ ...countsOf(model) }),
    reported: createReportedOutcomes(db, read),
    recent: (model, limit) =>
      queries
        .window(model, { limit, status: "ok" })
        .reverse()
        .map(({ id, at, version, input, output, outcome }) => ({
          prediction_id: id,
          at: new Date(at).toISOString(),
          version,
          input,
          prediction: output.prediction,
          outcome: outcome ?? null,
        })),
    replies: createReplyStore(db, clock, disk.write),
    shadows: createShadowLog(db, disk.write),
    archiving: createArchiveRows(db, (work) => disk.write(() => wal.write(work)), discount),
    flush: commits.flush,
    close: () => {
      commits.flush();
      disk.close();
      return wal.close();
    },
  };
}
