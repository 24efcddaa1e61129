/** Headers of every answer: no sniffing, no framing, no caching of data, nothing loaded from anywhere else. */
import type { FastifyReply, FastifyRequest } from "fastify";

/** For data: a browser that shows an answer as a page may do nothing with it. */
export const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'";

/** For the app's own files. Nuxt UI sets its theme by a style element; scripts come from files alone. */
export const PAGE_POLICY = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Of every answer. Few, since each costs time on each prediction; pages get more. */
export const HARDENED: Readonly<Record<string, string>> = {
  "content-security-policy": DATA_POLICY,
  "x-content-type-options": "nosniff",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "cache-control": "no-store",
};

/** Puts the headers of every answer, and the request's id, on one that Fastify sends. */
export const harden = (request: FastifyRequest, reply: FastifyReply): FastifyReply =>
  reply.headers(HARDENED).header("x-request-id", request.id);

/** Of pages besides: what only matters to what a browser shows. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy": PAGE_POLICY,
  "x-frame-options": "DENY",
  "cross-origin-opener-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=()",
};
