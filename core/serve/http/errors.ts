/** Every failure as `{"error": {code, message, …}}`, whoever noticed it: Fastify, node's HTTP parser or a handler. */
import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { asHomeostatError, type ErrorCode, HomeostatError } from "../../contract/index.ts";
import type { Logger } from "../../shared/index.ts";
import { isDiskError } from "../log/disk-mode.ts";
import { HARDENED, harden } from "./headers.ts";
import { HEADER_LIMIT } from "./node-server.ts";

/** What Fastify calls it → what the catalogue calls it. */
const FASTIFY: Record<string, (error: FastifyError, limits: { body: string }) => HomeostatError> = {
  FST_ERR_CTP_BODY_TOO_LARGE: (_, { body }) => new HomeostatError("TOO_LARGE", { limit: body }),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: () => new HomeostatError("UNSUPPORTED_TYPE"),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: () => shape("the body is not as long as its content-length says"),
  FST_ERR_BAD_URL: () => new HomeostatError("NOT_FOUND"),
  FST_ERR_MAX_PARAM_LENGTH: () => new HomeostatError("NOT_FOUND"),
};

const shape = (reason: string): HomeostatError => new HomeostatError("WRONG_SHAPE", { reason });

/** @param body the body limit, in words */
export function toCatalogued(thrown: unknown, body: string): HomeostatError {
  if (thrown instanceof HomeostatError) return thrown;
  const { code = "", statusCode = 500 } = thrown as Partial<FastifyError>;
  const known = FASTIFY[code];
  if (known) return known(thrown as FastifyError, { body });
  if (statusCode >= 400 && statusCode < 500) return shape("it cannot be read as a request");
  return asHomeostatError(thrown);
}

/** Seconds for Retry-After. */
const retryAfter = ({ details }: HomeostatError): string =>
  String(typeof details.seconds === "number" ? details.seconds : 1);

export interface ErrorReporter {
  logger: Logger;
  failed(code: ErrorCode): void;
  bodyLimit: string;
}

/** How an error is told: `{"error": {code, message, …}}`, unless the route speaks another protocol. */
export type ErrorForm = (error: HomeostatError) => { status?: number; body: unknown };

const CATALOGUED: ErrorForm = (error) => ({ body: { error: error.toJSON() } });

/** Answers with a catalogued error; its cause goes to the log and nowhere else. */
export function sendError(
  thrown: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  { logger, failed, bodyLimit }: ErrorReporter,
  form: ErrorForm = CATALOGUED,
): FastifyReply {
  const error = toCatalogued(thrown, bodyLimit);
  harden(request, reply);
  // A full queue, a missing model or a full disk is an answer, not a fault; logging each would make things worse.
  if (error.status >= 500 && error.status !== 503 && !isDiskError(error))
    logger.error({ err: error.cause ?? error, request: request.id, code: error.code }, "a request failed");
  failed(error.code);
  if (error.status === 503) reply.header("retry-after", retryAfter(error));
  if (error.code === "UNAUTHORIZED") reply.header("www-authenticate", "Bearer");
  const { status = error.status, body } = form(error);
  return reply.code(status).type("application/json; charset=utf-8").send(body);
}

/** An error as the bytes of an answer, behind which the connection is closed. */
export function rawAnswer(error: HomeostatError, requestId: string): string {
  const body = JSON.stringify({ error: error.toJSON() });
  const head = {
    "content-type": "application/json; charset=utf-8",
    "content-length": Buffer.byteLength(body),
    "x-request-id": requestId,
    connection: "close",
    ...(error.status === 503 ? { "retry-after": retryAfter(error) } : {}),
    ...HARDENED,
  };
  const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${error.status} ${STATUS_CODES[error.status]}`, ...lines, "", body].join("\r\n");
}

/** What is wrong with what a client sent; null where there is nobody to tell: gone, or not speaking (TLS). */
function brokenHttp(code = ""): HomeostatError | null {
  if (code === "HPE_HEADER_OVERFLOW")
    return new HomeostatError("TOO_LARGE", { limit: `${HEADER_LIMIT / 1024} KB of headers` });
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") return new HomeostatError("TOO_SLOW");
  return code.startsWith("HPE_") ? shape("it cannot be read as an HTTP request") : null;
}

/** What cannot even be read as HTTP is answered in the same shape, and the connection is closed. */
export function answerBrokenHttp(error: NodeJS.ErrnoException, socket: Socket, requestId: string): void {
  const told = brokenHttp(error.code);
  if (told === null || !socket.writable) {
    socket.destroy();
    return;
  }
  // Half closed, it would wait for the rest of a request that nobody reads any more.
  socket.end(rawAnswer(told, requestId), () => socket.destroy());
}
