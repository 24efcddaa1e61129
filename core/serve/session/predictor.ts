/** Validate → score → log → answer. The data plane, the control plane and the command line all come through here. */
import { setImmediate as nextTurn } from "node:timers/promises";
import { type BatchReply, type ErrorBody, HomeostatError, type Prediction } from "../../contract/index.ts";
import type { CellValue } from "../../data/index.ts";
import type { Clock, NextId } from "../../shared/index.ts";
import { explainRow } from "../explain/explain.ts";
import type { ServiceMetrics } from "../http/metrics.ts";
import { isDiskError } from "../log/disk-mode.ts";
import type { PredictionLog } from "../log/prediction-log.ts";
import type { LoggedPrediction } from "../log/prediction-writer.ts";
import { chooseVersion, namedVersion } from "../traffic/route.ts";
import type { Shadowing } from "../traffic/shadowing.ts";
import { MAX_BATCH } from "./batcher.ts";
import type { LiveVersion } from "./live-version.ts";
import { type BatchRow, createReplies, type Replies } from "./reply.ts";
import type { Sessions } from "./sessions.ts";

export interface RowsOptions {
  /** Id of the request, for the log. */
  request?: string;
  /** Keeps a client on its side of a canary. */
  key?: string | undefined;
}

export interface BatchOptions extends RowsOptions {
  /** Answer by this version or not at all. @throws NOT_LIVE */
  version?: string;
  /** One refused row refuses them all, before any is scored. @throws 422 for the first of them; all are logged */
  whole?: boolean;
}

export interface RowOptions extends RowsOptions {
  explain?: boolean;
  /** JSON text of the row, as it was sent, where that is at hand: it is logged as it is. */
  sent?: string;
}

type Fields = Record<string, unknown>;

export interface Predictor {
  /** JSON text of a Prediction: what HTTP sends. @throws 422 for a refused row (which is logged too), 404, 503 */
  rowText(model: string | undefined, row: Fields, options?: RowOptions): Promise<string>;
  /** JSON text of a BatchReply, in the order of the rows; a refused row does not fail the others. @throws 404, 503 */
  rowsText(model: string | undefined, rows: readonly unknown[], options?: BatchOptions): Promise<string>;
  /** What `rowText` says. */
  row(model: string | undefined, row: Fields, options?: RowOptions): Promise<Prediction>;
  /** What `rowsText` says. */
  rows(model: string | undefined, rows: readonly unknown[], options?: BatchOptions): Promise<BatchReply>;
}

export interface PredictorDeps {
  sessions: Sessions;
  log: PredictionLog;
  clock: Clock;
  nextId: NextId;
  metrics: ServiceMetrics;
  shadowing: Pick<Shadowing, "offer">;
}

interface Call {
  model: string | undefined;
  rows: readonly unknown[];
  key: string | undefined;
  version?: string | undefined;
  /** True where the time says something about the version: one row, not a batch. */
  timed: boolean;
}

const isRow = (row: unknown): row is Fields => typeof row === "object" && row !== null && !Array.isArray(row);

const notARow = (): ErrorBody =>
  new HomeostatError("WRONG_SHAPE", { reason: 'a row is an object such as {"column": value}' }).toJSON();

/** Failures of the disk are not the version's. */
const isVersionsFault = (error: unknown): boolean =>
  !(error instanceof HomeostatError) || (error.status >= 500 && !isDiskError(error));

export function createPredictor({ sessions, log, clock, nextId, metrics, shadowing }: PredictorDeps): Predictor {
  const compiled = new WeakMap<LiveVersion, Replies>();
  metrics.watchSessions(sessions);

  function repliesOf(live: LiveVersion): Replies {
    let found = compiled.get(live);
    if (!found) {
      found = createReplies(live);
      compiled.set(live, found);
    }
    return found;
  }

  /** Runs with the version held open, so that a switch meanwhile does not take it away. */
  async function inside<T>(call: Call, use: (live: LiveVersion) => Promise<T>): Promise<T> {
    const { model, rows, key, version, timed } = call;
    const live =
      version === undefined ? chooseVersion(sessions, model, rows, key) : namedVersion(sessions, model, version);
    live.enter();
    const started = performance.now();
    let failed = false;
    try {
      return await use(live);
    } catch (error) {
      failed = isVersionsFault(error);
      throw error;
    } finally {
      live.leave();
      const ms = performance.now() - started;
      metrics.predicted(live.model, live.version, ms / 1000, failed);
      live.tally?.record(failed || live.degraded() !== null, timed ? ms : undefined);
    }
  }

  /** @param input, output JSON texts */
  function entry(
    { model, version }: LiveVersion,
    status: "ok" | "rejected",
    input: string,
    output: string,
    request: string | undefined,
  ): LoggedPrediction {
    metrics.counted(model, version, status);
    return { id: nextId(), at: clock.now(), model, version, status, input, output, request: request ?? null };
  }

  function refused(live: LiveVersion, input: string, error: ErrorBody, request: string | undefined): LoggedPrediction {
    return entry(live, "rejected", input, JSON.stringify({ error }), request);
  }

  async function answerRow(
    live: LiveVersion,
    input: Fields,
    { request, explain = false, sent = JSON.stringify(input) }: RowOptions,
  ): Promise<string> {
    const valid = live.validate(input);
    if (!valid.ok) {
      // Where it cannot be kept it is a refusal all the same.
      await log.keep([refused(live, sent, valid.error, request)]);
      throw HomeostatError.from(valid.error);
    }
    const replies = repliesOf(live);
    const { scored, row } = await live.one(valid.values);
    const answered = replies.answer(scored, row, valid.flags);
    const logged = entry(live, "ok", sent, answered.output, request);
    const kept = await log.keep([logged]);
    if (kept) shadowing.offer(live.model, [logged]);
    const more = explain ? JSON.stringify(await explainRow(live.fitted, live.schema, valid.values)) : undefined;
    if (kept) return replies.row({ id: logged.id, ...answered }, more);
    return replies.row({ id: null, ...replies.answer(scored, row, valid.flags, false) }, more);
  }

  const check = (live: LiveVersion, input: unknown): ReturnType<LiveVersion["validate"]> =>
    isRow(input) ? live.validate(input) : { ok: false, error: notARow() };

  async function refuseWhole(live: LiveVersion, inputs: readonly unknown[], request?: string): Promise<void> {
    const rejected = inputs.flatMap((input, at) => {
      const checked = check(live, input);
      return checked.ok ? [] : [{ input, row: at + 1, error: checked.error }];
    });
    const [first] = rejected;
    if (!first) return;
    await log.keep(rejected.map(({ input, error }) => refused(live, JSON.stringify(input), error, request)));
    const { row, error } = first;
    const details = { ...error.details, row, refused: rejected.length };
    throw HomeostatError.from({ ...error, message: `Row ${row}: ${error.message}`, details });
  }

  /** One part of a batch: few enough rows that other requests get their turn between the parts. */
  async function answerPart(
    live: LiveVersion,
    inputs: readonly unknown[],
    request: string | undefined,
  ): Promise<{ stored: Promise<BatchRow[]> }> {
    const { answer } = repliesOf(live);
    const checked = inputs.map((input) => check(live, input));
    const values: CellValue[][] = checked.flatMap((each) => (each.ok ? [each.values] : []));
    const scored = values.length > 0 ? await live.many(values) : null;
    let next = 0;
    const rows: BatchRow[] = [];
    const logged = checked.map((each, i) => {
      const input = JSON.stringify(inputs[i]);
      if (!each.ok) {
        metrics.failed(each.error.code);
        rows.push({ error: each.error });
        return refused(live, input, each.error, request);
      }
      const answered = answer(scored!, next++, each.flags);
      const kept = entry(live, "ok", input, answered.output, request);
      rows.push({ id: kept.id, ...answered });
      return kept;
    });
    const unlogged = (): BatchRow[] => {
      let place = 0;
      return checked.map((each) =>
        each.ok ? { id: null, ...answer(scored!, place++, each.flags, false) } : { error: each.error },
      );
    };
    const stored = log.keep(logged).then((kept) => {
      if (!kept) return unlogged();
      shadowing.offer(live.model, logged);
      return rows;
    });
    return { stored };
  }

  async function answerRows(
    live: LiveVersion,
    inputs: readonly unknown[],
    { request, whole = false }: BatchOptions,
  ): Promise<string> {
    if (whole) await refuseWhole(live, inputs, request);
    const parts: Promise<BatchRow[]>[] = [];
    for (let start = 0; start < inputs.length; start += MAX_BATCH) {
      const { stored } = await answerPart(live, inputs.slice(start, start + MAX_BATCH), request);
      // All are waited for below; one that fails before that must not count as unhandled, which ends the process.
      stored.catch(() => undefined);
      parts.push(stored);
      await nextTurn();
    }
    return repliesOf(live).rows((await Promise.all(parts)).flat());
  }

  const rowText: Predictor["rowText"] = (model, input, options = {}) =>
    inside({ model, rows: [input], key: options.key, timed: !options.explain }, (live) =>
      answerRow(live, input, options),
    );
  const rowsText: Predictor["rowsText"] = (model, inputs, options = {}) =>
    inside({ model, rows: inputs, key: options.key, version: options.version, timed: false }, (live) =>
      answerRows(live, inputs, options),
    );

  return {
    rowText,
    rowsText,
    row: async (model, input, options) => JSON.parse(await rowText(model, input, options)) as Prediction,
    rows: async (model, inputs, options) => JSON.parse(await rowsText(model, inputs, options)) as BatchReply,
  };
}
