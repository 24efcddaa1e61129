/** `POST /predict`, `/models/{name}/predict` and `/feedback`. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { HomeostatError } from "../../contract/index.ts";
import type { PredictionLog } from "../log/prediction-log.ts";
import type { Predictor } from "../session/predictor.ts";
import { createIdempotency } from "./idempotency.ts";
import { writeAnswer } from "./write-answer.ts";

/** Rows of one request; they are worked on in small parts, so that others get their turn. */
export const MAX_ROWS = 100_000;

const shape = (reason: string): HomeostatError => new HomeostatError("WRONG_SHAPE", { reason });

/** @throws WRONG_SHAPE for none, TOO_LARGE for more than MAX_ROWS */
export function checkCount(count: number, what: string): void {
  if (count === 0) throw shape(`\`${what}\` is empty; send at least one`);
  if (count > MAX_ROWS) throw new HomeostatError("TOO_LARGE", { limit: `${MAX_ROWS} ${what}` });
}

type Fields = Record<string, unknown>;

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * One row or many? A cell is never a list, so a list under `rows` means many rows, whatever the model's columns are
 * called; anything else is one row, in which `rows` may well be a column.
 */
export function readRows(body: unknown): { row: Fields } | { rows: unknown[] } {
  if (!isFields(body)) throw shape('send one row as {"column": value, …}, or many as {"rows": [{…}, …]}');
  if (!Array.isArray(body.rows)) return { row: body };
  checkCount(body.rows.length, "rows");
  return { rows: body.rows };
}

/** @throws WRONG_SHAPE where there is neither an outcome nor a list of them */
export function readOutcomes(body: unknown): unknown[] {
  if (isFields(body) && Array.isArray(body.outcomes)) {
    checkCount(body.outcomes.length, "outcomes");
    return body.outcomes;
  }
  if (isFields(body) && "prediction_id" in body) return [body];
  throw shape('send {"prediction_id", "outcome"}, or many as {"outcomes": [{…}, …]}');
}

type PredictRequest = FastifyRequest<{ Params: { name?: string }; Querystring: { explain?: string } }>;

export function registerPredictRoutes(
  app: FastifyInstance,
  { predictor, log }: { predictor: Predictor; log: PredictionLog },
): void {
  const idempotency = createIdempotency(log.replies);

  async function predict({ body, bodyText, params, query, id, headers }: PredictRequest): Promise<string> {
    const asked = readRows(body);
    const key = headers["x-homeostat-key"]?.toString();
    const explain = query.explain === "true" || query.explain === "1";
    if ("row" in asked) return predictor.rowText(params.name, asked.row, { request: id, key, explain, sent: bodyText });
    if (explain) throw shape("?explain=true explains one row at a time");
    return predictor.rowsText(params.name, asked.rows, { request: id, key });
  }

  /** Answers with the JSON text that `work` gives, once per Idempotency-Key where there is one. */
  async function answer(request: FastifyRequest, reply: FastifyReply, work: () => Promise<string>): Promise<void> {
    const key = request.headers["idempotency-key"];
    if (key === undefined) return writeAnswer(request, reply, await work());
    const { status, reply: text, replayed } = await idempotency.once(String(key), request.bodyDigest, work);
    writeAnswer(request, reply, text, { status, more: replayed ? ["idempotent-replayed", "true"] : [] });
  }

  const handler = (request: PredictRequest, reply: FastifyReply) => answer(request, reply, () => predict(request));
  const config = { serving: true, ownHeaders: true };
  app.post("/predict", { config }, handler);
  app.post("/models/:name/predict", { config }, handler);
  app.post("/feedback", { config }, (request, reply) =>
    answer(request, reply, async () => JSON.stringify(log.feedback(readOutcomes(request.body)))),
  );
}
