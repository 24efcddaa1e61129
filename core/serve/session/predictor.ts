/** Validate → score → log → answer. The data plane, the control plane and the command line all come through here. */
import { type BatchReply, type ErrorBody, HomeostatError, type Prediction, type Row } from "../../contract/index.ts";
import type { CellValue } from "../../data/index.ts";
import type { Clock, NextId } from "../../shared/index.ts";
import { explainRow } from "../explain/explain.ts";
import type { ServiceMetrics } from "../http/metrics.ts";
import type { LoggedPrediction, PredictionLog } from "../log/prediction-log.ts";
import type { LoggedOutput } from "../log/queries.ts";
import { MAX_BATCH } from "./batcher.ts";
import type { LiveVersion } from "./live-version.ts";
import { type Answered, answerer, predictedName } from "./reply.ts";
import type { Sessions } from "./sessions.ts";

export interface Predictor {
  /** @throws 422 for a refused row (which is logged too), 404, 503 */
  row(
    model: string | undefined,
    row: Record<string, unknown>,
    options?: { request?: string; explain?: boolean },
  ): Promise<Prediction>;
  /** In the order of the rows; a refused row does not fail the others. @throws 404, 503 */
  rows(model: string | undefined, rows: readonly unknown[], options?: RowsOptions): Promise<BatchReply>;
}

export interface RowsOptions {
  request?: string;
  /** Answer by this version or not at all. @throws NOT_LIVE */
  version?: string;
  /** One refused row refuses them all, before any is scored. @throws 422 for the first of them; all are logged */
  whole?: boolean;
}

export interface PredictorDeps {
  sessions: Sessions;
  log: PredictionLog;
  clock: Clock;
  nextId: NextId;
  metrics: ServiceMetrics;
}

interface Compiled {
  answer: ReturnType<typeof answerer>;
  predicted: string;
}

const isRow = (row: unknown): row is Record<string, unknown> =>
  typeof row === "object" && row !== null && !Array.isArray(row);

const notARow = (): ErrorBody =>
  new HomeostatError("WRONG_SHAPE", { reason: 'a row is an object such as {"column": value}' }).toJSON();

export function createPredictor({ sessions, log, clock, nextId, metrics }: PredictorDeps): Predictor {
  const compiled = new WeakMap<LiveVersion, Compiled>();
  metrics.watchSessions(sessions);

  function compile(live: LiveVersion): Compiled {
    let found = compiled.get(live);
    if (!found) {
      found = { answer: answerer(live), predicted: predictedName(live.schema.target) };
      compiled.set(live, found);
    }
    return found;
  }

  /** Runs with the version held open, so that a switch meanwhile does not take it away. */
  async function inside<T>(
    model: string | undefined,
    use: (live: LiveVersion) => Promise<T>,
    version?: string,
  ): Promise<T> {
    const live = sessions.get(model);
    if (version !== undefined && version !== live.version)
      throw new HomeostatError("NOT_LIVE", { model: live.model, version, live: live.version });
    live.enter();
    const started = performance.now();
    try {
      return await use(live);
    } finally {
      live.leave();
      metrics.predicted(live.model, live.version, (performance.now() - started) / 1000);
    }
  }

  function entry(
    live: LiveVersion,
    status: "ok" | "rejected",
    input: unknown,
    output: LoggedOutput,
    request: string | undefined,
  ): LoggedPrediction {
    const { model, version } = live;
    metrics.counted(model, version, status);
    return {
      id: nextId(),
      at: clock.now(),
      model,
      version,
      status,
      input: input as Row,
      output,
      request: request ?? null,
    };
  }

  const identified = (logged: LoggedPrediction, answer: Answered) => ({
    prediction_id: logged.id,
    model: logged.model,
    version: logged.version,
    ...answer,
  });

  const row: Predictor["row"] = (model, input, { request, explain = false } = {}) =>
    inside(model, async (live) => {
      const { answer, predicted } = compile(live);
      const valid = live.validate(input);
      if (!valid.ok) {
        await log.append([entry(live, "rejected", input, { error: valid.error }, request)]);
        throw HomeostatError.from(valid.error);
      }
      const { scored, row } = await live.one(valid.values);
      const answered = answer(scored, row, valid.flags);
      const logged = entry(live, "ok", input, answered, request);
      await log.append([logged], true);
      const reply: Prediction = identified(logged, answered);
      reply[predicted] = answered.prediction;
      return explain ? { ...reply, ...(await explainRow(live.fitted, live.schema, valid.values)) } : reply;
    });

  const check = (live: LiveVersion, input: unknown): ReturnType<LiveVersion["validate"]> =>
    isRow(input) ? live.validate(input) : { ok: false, error: notARow() };

  async function refuseWhole(live: LiveVersion, inputs: readonly unknown[], request?: string): Promise<void> {
    const refused = inputs.flatMap((input, at) => {
      const checked = check(live, input);
      return checked.ok ? [] : [{ input, row: at + 1, error: checked.error }];
    });
    const [first] = refused;
    if (!first) return;
    await log.append(refused.map(({ input, error }) => entry(live, "rejected", input, { error }, request)));
    const { row, error } = first;
    const details = { ...error.details, row, refused: refused.length };
    throw HomeostatError.from({ ...error, message: `Row ${row}: ${error.message}`, details });
  }

  /** One part of a batch: few enough rows that other requests get their turn between the parts. */
  async function part(live: LiveVersion, inputs: readonly unknown[], request?: string) {
    const { answer } = compile(live);
    const checked = inputs.map((input) => check(live, input));
    const values: CellValue[][] = checked.flatMap((each) => (each.ok ? [each.values] : []));
    const scored = values.length > 0 ? await live.many(values) : null;
    const logged: LoggedPrediction[] = [];
    let next = 0;
    const replies = checked.map((each, i): BatchReply["predictions"][number] => {
      if (!each.ok) {
        logged.push(entry(live, "rejected", inputs[i], { error: each.error }, request));
        metrics.failed(each.error.code);
        return { status: "rejected", error: each.error };
      }
      const answered = answer(scored!, next++, each.flags);
      const kept = entry(live, "ok", inputs[i], answered, request);
      logged.push(kept);
      return { status: "ok", ...identified(kept, answered) };
    });
    await log.append(logged, true);
    return replies;
  }

  const rows: Predictor["rows"] = (model, inputs, { request, version, whole = false } = {}) => {
    const answer = async (live: LiveVersion): Promise<BatchReply> => {
      if (whole) await refuseWhole(live, inputs, request);
      const predictions: BatchReply["predictions"] = [];
      for (let start = 0; start < inputs.length; start += MAX_BATCH)
        for (const reply of await part(live, inputs.slice(start, start + MAX_BATCH), request)) predictions.push(reply);
      const ok = predictions.filter(({ status }) => status === "ok").length;
      const { model, version } = live;
      return { model, version, predictions, counts: { ok, rejected: predictions.length - ok } };
    };
    return inside(model, answer, version);
  };

  return { row, rows };
}
