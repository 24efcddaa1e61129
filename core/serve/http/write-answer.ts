/**
 * The answers of the hot routes, written straight to node's response: Fastify's own way (a header at a time into an
 * object, serializer, hooks) takes as long as scoring the row. A route that answers so says `ownHeaders` in its
 * config; errors still go Fastify's way.
 */
import type { FastifyReply, FastifyRequest } from "fastify";
import { HARDENED } from "./headers.ts";

const JSON_HEADERS = ["content-type", "application/json; charset=utf-8", ...Object.entries(HARDENED).flat()];

/**
 * @param text JSON
 * @param more further headers, names and values in turn
 */
export function writeAnswer(
  request: FastifyRequest,
  reply: FastifyReply,
  text: string,
  { status = 200, more = [] }: { status?: number; more?: readonly string[] } = {},
): void {
  reply.hijack();
  const length = String(Buffer.byteLength(text));
  reply.raw.writeHead(status, [...JSON_HEADERS, "x-request-id", request.id, "content-length", length, ...more]);
  reply.raw.end(text);
}
