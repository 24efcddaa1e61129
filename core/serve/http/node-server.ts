/** node's own server under Fastify, plain or TLS, with its limits of time and of headers. */
import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { Socket } from "node:net";
import { limitConnections } from "./connection-limit.ts";
import type { TlsIdentity } from "./tls.ts";

/** In milliseconds. */
export interface TimeLimits {
  /** For the TLS handshake, and for the headers of a request to arrive. */
  headers: number;
  /** For a whole request to arrive. Answers may take longer. */
  request: number;
  /** Without a byte in either direction, while something waits to be sent or received. */
  idle: number;
  /** For a connection between two requests. */
  keepAlive: number;
}

export const TIME_LIMITS: TimeLimits = { headers: 10_000, request: 60_000, idle: 30_000, keepAlive: 72_000 };

export const HEADER_LIMIT = 16 * 1024;

export interface NodeServerOptions {
  tls: TlsIdentity | null;
  times: TimeLimits;
  maxConnections: number;
  /** Connections that may be silent: those with an answer at work that nobody fails to read. */
  isPatient(socket: Socket): boolean;
  /** What a client is sent that connects beyond the limit. */
  refusal(): string;
}

export function createNodeServer(
  handler: RequestListener,
  { tls, times, maxConnections, isPatient, refusal }: NodeServerOptions,
): Server {
  const options = {
    maxHeaderSize: HEADER_LIMIT,
    headersTimeout: times.headers,
    requestTimeout: times.request,
    keepAliveTimeout: times.keepAlive,
    connectionsCheckingInterval: Math.ceil(times.headers / 2),
    // The guard refuses it, and says why.
    requireHostHeader: false,
  };
  const server = tls
    ? createTlsServer({ ...options, ...tls, minVersion: "TLSv1.2", handshakeTimeout: times.headers }, handler)
    : createServer(options, handler);
  // node drops what is beyond 2,000 headers without a word, a second Origin among them; their size is limited anyway.
  server.maxHeadersCount = 0;
  // An unknown expectation may be ignored (RFC 9110, 10.1.1); node would answer without a word of ours.
  server.on("checkExpectation", handler);
  server.setTimeout(times.idle, (socket) => {
    if (!isPatient(socket)) socket.destroy();
  });
  limitConnections(server, maxConnections, tls ? null : refusal);
  return server;
}
