/** The built pages and the double, served as the engine serves them: oRPC under /api/rpc, behind a Bearer token. */
import { fileURLToPath } from "node:url";
import fastifyStatic from "@fastify/static";
import { RPCHandler } from "@orpc/server/fastify";
import Fastify from "fastify";
import type { Double } from "./double.ts";

export const TOKEN = "token-of-the-test";
export const PAGES = fileURLToPath(new URL("../../out/renderer", import.meta.url));

export interface Served {
  /** Where a browser is sent: it carries the token. */
  url: string;
  origin: string;
  close(): Promise<void>;
}

export async function serve(double: Double, port = 0): Promise<Served> {
  const app = Fastify({ forceCloseConnections: true });
  const rpc = new RPCHandler(double.router);
  await app.register(fastifyStatic, { root: PAGES });
  await app.register(async (api) => {
    api.removeAllContentTypeParsers();
    api.addContentTypeParser("*", (_request, _payload, done) => done(null));
    api.all("/api/rpc/*", async (request, reply) => {
      if (request.headers.authorization !== `Bearer ${TOKEN}`) {
        const message = "A token is needed: send Authorization: Bearer <token>.";
        return reply.code(401).send({ error: { code: "UNAUTHORIZED", message } });
      }
      const { matched } = await rpc.handle(request, reply, { prefix: "/api/rpc", context: {} });
      if (!matched) reply.callNotFound();
      return reply;
    });
  });
  const origin = await app.listen({ port, host: "127.0.0.1" });
  return { origin, url: `${origin}/#/?token=${TOKEN}`, close: () => app.close() };
}
