/**
 * MLflow's scoring protocol: `/invocations`, `/ping`, `/version`, and the address under which its deployment client
 * asks for a named model. A request is answered whole or not at all, as MLflow's own server does.
 * Source: mlflow/pyfunc/scoring_server/__init__.py, mlflow/deployments/mlflow (3.17).
 */
import { isUtf8 } from "node:buffer";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { z } from "zod";
import { type BatchReply, HomeostatError } from "../../../contract/index.ts";
import { CODE_VERSION } from "../../../registry/index.ts";
import { type ErrorForm, sendError } from "../errors.ts";
import { parseJsonBody } from "../json-body.ts";
import { checkCount } from "../predict-routes.ts";
import { answersOf, type ProtocolDeps } from "../protocol.ts";
import { refuseEncoded } from "../strict-json.ts";
import type { MlflowError, ScoringReply } from "./messages.ts";
import { readCsvInvocation, readInvocation } from "./read-invocation.ts";

type Body = { csv: string } | { json: unknown };

const CHARSET = /^\s*charset\s*=\s*"?utf-8"?\s*$/i;

/** MLflow refuses other encodings, and parameters that it does not know. */
function checkParameters({ headers }: FastifyRequest): void {
  const [, ...parameters] = headers["content-type"]!.split(";");
  if (!parameters.every((parameter) => CHARSET.test(parameter))) throw new HomeostatError("UNSUPPORTED_TYPE");
}

function useBodies(scope: FastifyInstance): void {
  const parser = (read: (body: Buffer) => Body) => async (request: FastifyRequest, body: Buffer) => {
    checkParameters(request);
    refuseEncoded(request);
    return read(body);
  };
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser(
    "application/json",
    { parseAs: "buffer" },
    parser((body) => ({ json: parseJsonBody(body, { nan: true }) })),
  );
  scope.addContentTypeParser(
    "text/csv",
    { parseAs: "buffer" },
    parser((body) => {
      if (!isUtf8(body)) throw new HomeostatError("WRONG_SHAPE", { reason: "the CSV is not valid UTF-8" });
      return { csv: body.toString() };
    }),
  );
}

/** Names of databricks.proto by their HTTP status. */
const ERROR_CODES: Record<number, string> = {
  400: "BAD_REQUEST",
  401: "UNAUTHENTICATED",
  403: "PERMISSION_DENIED",
  404: "RESOURCE_DOES_NOT_EXIST",
  500: "INTERNAL_ERROR",
  503: "TEMPORARILY_UNAVAILABLE",
};

/** MLflow knows no 422. */
const inMlflowForm: ErrorForm = (error) => {
  const status = error.status === 422 ? 400 : error.status;
  const code = ERROR_CODES[status] ?? (status < 500 ? "BAD_REQUEST" : "INTERNAL_ERROR");
  const body: z.infer<typeof MlflowError> = { error_code: code, message: error.message, error: error.toJSON() };
  return { status, body };
};

function inScoringForm(reply: BatchReply): z.infer<typeof ScoringReply> {
  const { model, version } = reply;
  const answers = answersOf(reply);
  return {
    predictions: answers.map(({ prediction }) => prediction),
    ...{ model, version },
    prediction_ids: answers.map(({ prediction_id }) => prediction_id),
    flags: answers.map(({ flags }) => flags),
  };
}

type Target = { Params: { name?: string } };

/** Registers the routes; what is wrong with a request is told in MLflow's form and in the catalogue's. */
export async function registerMlflow(
  app: FastifyInstance,
  { sessions, predictor, reporter }: ProtocolDeps,
): Promise<void> {
  async function score({ params, body, id: request, headers }: FastifyRequest<Target>) {
    const { features } = sessions.get(params.name).schema;
    const given = (body ?? { json: undefined }) as Body;
    const rows = "csv" in given ? readCsvInvocation(given.csv, features) : readInvocation(given.json, features);
    checkCount(rows.length, "rows");
    const key = headers["x-homeostat-key"]?.toString();
    return inScoringForm(await predictor.rows(params.name, rows, { request, key, whole: true }));
  }

  await app.register(async (scope) => {
    useBodies(scope);
    scope.setErrorHandler((error, request, reply) => sendError(error, request, reply, reporter, inMlflowForm));
    const config = { serving: true };
    scope.post<Target>("/invocations", { config }, score);
    scope.post<Target>("/endpoints/:name/invocations", { config }, score);
    scope.get("/ping", async (_request, reply) => {
      if (sessions.live().length === 0) throw new HomeostatError("NO_MODEL");
      return reply.type("text/plain; charset=utf-8").send("\n");
    });
    scope.get("/version", async (_request, reply) => reply.type("text/plain; charset=utf-8").send(CODE_VERSION));
  });
}
