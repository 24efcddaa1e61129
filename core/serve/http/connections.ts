/** Which connections may be silent, and how they end when the server closes. */
import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { FastifyInstance } from "fastify";

/** After closing began, ms: when streams of the control plane are cut, and when everything is. */
const STREAM_TIMEOUT = 300;
const DRAIN_TIMEOUT = 10_000;

export interface Connections {
  /** Calls of the control plane take their time (training) or never end (event streams): silence is no fault of theirs. */
  isPatient(socket: Socket): boolean;
  /** Makes an instance keep account of them, and let go of them when it closes. */
  watch(app: FastifyInstance): void;
}

export function createConnections(): Connections {
  const control = new Set<ServerResponse>();
  const timers: NodeJS.Timeout[] = [];
  let closing = false;

  const cutStreams = () => {
    for (const response of control) response.destroy();
  };

  function watch(app: FastifyInstance): void {
    app.addHook("onRequest", (request, { raw }, done) => {
      if (request.matched?.route?.startsWith("/api/")) {
        control.add(raw);
        raw.once("close", () => control.delete(raw));
      }
      done();
    });
    app.addHook("onResponse", (_request, _reply, done) => {
      // Its connection is idle from now on, and a client that keeps it would keep the server from closing.
      if (closing) setImmediate(() => app.server.closeIdleConnections());
      done();
    });
    app.addHook("preClose", async () => {
      closing = true;
      timers.push(
        setTimeout(cutStreams, STREAM_TIMEOUT),
        setTimeout(() => app.server.closeAllConnections(), DRAIN_TIMEOUT),
      );
    });
    app.addHook("onClose", async () => {
      for (const timer of timers) clearTimeout(timer);
    });
  }

  return {
    isPatient: (socket) => socket.writableLength === 0 && [...control].some((response) => response.socket === socket),
    watch,
  };
}
