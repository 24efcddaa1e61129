/** 404, or 405 with what the address does take. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { HomeostatError } from "../../contract/index.ts";

export type NotFoundHandler = (request: FastifyRequest, reply: FastifyReply) => void;

/** @returns the handler, for parts of the server that tell errors in a form of their own */
export function useNotFound(app: FastifyInstance): NotFoundHandler {
  const routes: { method: string; pattern: RegExp }[] = [];
  app.addHook("onRoute", ({ method, url }) => {
    if (url.includes("*")) return;
    const pattern = new RegExp(`^${url.replace(/[.+?^$()[\]{}|\\]/g, "\\$&").replace(/:\w+/g, "[^/]+")}$`);
    for (const each of [method].flat()) routes.push({ method: each, pattern });
  });
  const handler: NotFoundHandler = (request, reply) => {
    const path = request.url.split("?")[0]!;
    const allowed = new Set(routes.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method));
    if (allowed.size === 0) throw new HomeostatError("NOT_FOUND");
    reply.header("allow", [...allowed].join(", "));
    throw new HomeostatError("METHOD_NOT_ALLOWED", { method: request.method });
  };
  app.setNotFoundHandler(handler);
  // Before the body is read: what is wrong with it is not what is wrong with the request.
  app.addHook("onRequest", (request, reply, done) => {
    if (request.is404) handler(request, reply);
    done();
  });
  return handler;
}
