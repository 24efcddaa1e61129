/** Which bodies are read, and how: JSON, strictly; everything else is 415. */
import type { FastifyInstance, FastifyRequest } from "fastify";
import { HomeostatError } from "../../contract/index.ts";
import { sha256 } from "../../shared/index.ts";
import { jsonText, parseJsonText } from "./json-body.ts";

/** @throws UNSUPPORTED_TYPE for a compressed body: what it unfolds to would have no limit */
export function refuseEncoded({ headers }: FastifyRequest): void {
  const encoding = headers["content-encoding"];
  if (encoding !== undefined && encoding !== "identity") throw new HomeostatError("UNSUPPORTED_TYPE");
}

export function useStrictJson(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, (request, body: Buffer, done) => {
    try {
      refuseEncoded(request);
      if (request.headers["idempotency-key"] !== undefined)
        request.bodyDigest = sha256(Buffer.concat([Buffer.from(`${request.url}\n`), body]));
      request.bodyText = jsonText(body);
      done(null, parseJsonText(request.bodyText));
    } catch (error) {
      done(error as Error);
    }
  });
}
