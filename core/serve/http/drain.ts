/** Closing: requests at work are finished, streams and idle connections are not waited for. */
import type { ServerResponse } from "node:http";
import type { FastifyInstance } from "fastify";

/** After closing began, ms: when streams of the control plane are cut, and when everything is. */
const STREAM_TIMEOUT = 300;
const DRAIN_TIMEOUT = 10_000;

/** Event streams of the control plane never end by themselves; they are cut a moment after closing began. */
export function useDrain(app: FastifyInstance): void {
  const control = new Set<ServerResponse>();
  const timers: NodeJS.Timeout[] = [];
  app.addHook("onRequest", (request, reply, done) => {
    if (request.routeOptions.url?.startsWith("/api/")) control.add(reply.raw);
    done();
  });
  let closing = false;
  app.addHook("onResponse", (_request, reply, done) => {
    control.delete(reply.raw);
    // Its connection is idle from now on, and a client that keeps it would keep the server from closing.
    if (closing) setImmediate(() => app.server.closeIdleConnections());
    done();
  });
  app.addHook("preClose", async () => {
    closing = true;
    const cutStreams = () => {
      for (const response of control) response.destroy();
    };
    timers.push(
      setTimeout(cutStreams, STREAM_TIMEOUT),
      setTimeout(() => app.server.closeAllConnections(), DRAIN_TIMEOUT),
    );
  });
  app.addHook("onClose", async () => {
    for (const timer of timers) clearTimeout(timer);
  });
}
