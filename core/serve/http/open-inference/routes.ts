/**
 * The Open Inference Protocol, version 2, over HTTP (kserve/open-inference-protocol, inference_rest.md), with Triton's
 * binary tensors. A request is answered whole or not at all: a tensor has no place for the reason of a refused row.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { HomeostatError } from "../../../contract/index.ts";
import { CODE_VERSION } from "../../../registry/index.ts";
import { sendError } from "../errors.ts";
import { parseJsonBody } from "../json-body.ts";
import type { ProtocolDeps } from "../protocol.ts";
import { wrongShape } from "../records.ts";
import { refuseEncoded } from "../strict-json.ts";
import { type Inferred, infer, liveVersion } from "./infer.ts";
import type { InferResponse } from "./messages.ts";
import type { Message } from "./read-request.ts";
import { modelMetadata } from "./tensors.ts";

const JSON_LENGTH = "inference-header-content-length";

/** `tritonclient` sends no type, Triton's other clients send bytes as octets. Both are judged by their Origin. */
const BODY_TYPES = /^application\/(?:json|octet-stream)\s*(?:;|$)/i;

function readBody({ headers }: FastifyRequest, body: Buffer): Message {
  const stated = headers[JSON_LENGTH];
  if (stated === undefined) return { json: parseJsonBody(body), bytes: Buffer.alloc(0) };
  const length = Number(stated);
  if (!Number.isInteger(length) || length < 1 || length > body.length)
    throw wrongShape(`${JSON_LENGTH} is no length within the body`);
  return { json: parseJsonBody(body.subarray(0, length)), bytes: body.subarray(length) };
}

function useBodies(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser("*", { parseAs: "buffer" }, async (request: FastifyRequest, body: Buffer) => {
    const type = request.headers["content-type"];
    if (type !== undefined && !BODY_TYPES.test(type)) throw new HomeostatError("UNSUPPORTED_TYPE");
    refuseEncoded(request);
    return readBody(request, body);
  });
}

const NOTHING: Message = { json: undefined, bytes: Buffer.alloc(0) };

function send(reply: FastifyReply, { head, bytes }: Inferred): InferResponse | FastifyReply {
  if (bytes.length === 0) return head;
  const json = Buffer.from(JSON.stringify(head));
  reply.header(JSON_LENGTH, json.length).type("application/octet-stream");
  return reply.send(Buffer.concat([json, bytes]));
}

type Target = { Params: { name: string; version?: string } };

/** Registers `/v2`. */
export async function registerOpenInference(
  app: FastifyInstance,
  { sessions, predictor, reporter, notFound }: ProtocolDeps,
): Promise<void> {
  await app.register(
    async (scope) => {
      useBodies(scope);
      scope.setErrorHandler((error, request, reply) =>
        sendError(error, request, reply, reporter, ({ message }) => ({ body: { error: message } })),
      );
      scope.setNotFoundHandler(notFound);
      scope.get("/", async () => ({ name: "homeostat", version: CODE_VERSION, extensions: ["binary_tensor_data"] }));
      scope.get("/health/live", async () => ({ live: true }));
      scope.get("/health/ready", async () => {
        if (sessions.live().length === 0) throw new HomeostatError("NO_MODEL");
        return { ready: true };
      });
      scope.post("/repository/index", async () =>
        sessions
          .live()
          .map(({ model, version, reason }) => ({ name: model, version, state: "READY", reason: reason ?? "" })),
      );
      for (const path of ["/models/:name", "/models/:name/versions/:version"]) {
        scope.get<Target>(path, async ({ params }) => modelMetadata(liveVersion(sessions, params)));
        scope.get<Target>(`${path}/ready`, async ({ params }) => {
          const { model } = liveVersion(sessions, params);
          return { name: model, ready: true };
        });
        scope.post<Target>(
          `${path}/infer`,
          { config: { serving: true } },
          async ({ params, body, id, headers }, reply) => {
            const message = (body ?? NOTHING) as Message;
            const request = { id, key: headers["x-homeostat-key"]?.toString() };
            return send(reply, await infer({ predictor, sessions }, params, message, request));
          },
        );
      }
    },
    { prefix: "/v2" },
  );
}
