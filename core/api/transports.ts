/** One router, two ways in: a MessagePort for the window, HTTP under /api for everyone else. */
import { OpenAPIHandler } from "@orpc/openapi/fastify";
import { RPCHandler as HttpRpcHandler } from "@orpc/server/fastify";
import { RPCHandler as PortRpcHandler } from "@orpc/server/message-port";
import type { FastifyInstance } from "fastify";
import type { Router } from "./router.ts";

type Port = Parameters<PortRpcHandler<Record<never, never>>["upgrade"]>[0];

/** Serves a window until its port closes. */
export function serveMessagePort(router: Router, port: Port): void {
  new PortRpcHandler(router).upgrade(port);
}

/**
 * `/api/rpc` speaks oRPC (the pages, the command line), the rest of `/api` plain JSON as OpenAPI describes it.
 * Mounted inside the guard of `serve/http`: Host, Origin and token have been judged before anything arrives here.
 */
export async function mountControlPlane(app: FastifyInstance, router: Router): Promise<void> {
  const rpc = new HttpRpcHandler(router);
  const rest = new OpenAPIHandler(router, {
    customErrorResponseBodyEncoder: (error) => ({ error: error.data ?? { code: error.code, message: error.message } }),
  });
  // oRPC reads the raw stream itself.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", (_request, _payload, done) => done(null));
  app.all("/rpc/*", async (request, reply) => {
    const { matched } = await rpc.handle(request, reply, { prefix: "/api/rpc", context: {} });
    if (!matched) reply.callNotFound();
  });
  app.all("/*", async (request, reply) => {
    const { matched } = await rest.handle(request, reply, { prefix: "/api", context: {} });
    if (!matched) reply.callNotFound();
  });
}
