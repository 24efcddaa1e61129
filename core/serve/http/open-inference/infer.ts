/** One inference request, from its tensors to those that answer it. */
import type { LiveVersion } from "../../session/live-version.ts";
import type { Sessions } from "../../session/sessions.ts";
import { chooseVersion, namedVersion } from "../../traffic/route.ts";
import { answersOf, type ProtocolDeps } from "../protocol.ts";
import type { InferResponse } from "./messages.ts";
import { type Message, readInferRows, readMessage } from "./read-request.ts";
import { chooseOutputs, outputTensors, writeOutputs } from "./tensors.ts";

export interface Inferred {
  head: InferResponse;
  /** What follows the JSON, where outputs were asked for as bytes. */
  bytes: Buffer;
}

export interface InferTarget {
  name: string;
  /** Answer by this version or not at all. */
  version?: string;
}

/** @throws MODEL_NOT_FOUND, NO_PRODUCTION; NOT_LIVE for a version that does not answer at present */
export const liveVersion = (sessions: Sessions, { name, version }: InferTarget): LiveVersion =>
  version === undefined ? sessions.get(name) : namedVersion(sessions, name, version);

/**
 * @param request its id is the answer's where the message has none; its key keeps a client on its side of a canary
 * @throws WRONG_SHAPE, TOO_LARGE, and as `Predictor.rows`
 */
export async function infer(
  { predictor, sessions }: Pick<ProtocolDeps, "predictor" | "sessions">,
  target: InferTarget,
  { json, bytes }: Message,
  request: { id: string; key: string | undefined },
): Promise<Inferred> {
  const message = readMessage(json);
  const { model, schema } = liveVersion(sessions, target);
  const features = schema.features.map(({ name }) => name);
  const rows = readInferRows(message, bytes, features);
  // The version that the outputs are chosen for is the one that must answer.
  const live = target.version
    ? namedVersion(sessions, model, target.version)
    : chooseVersion(sessions, model, rows, request.key);
  const chosen = chooseOutputs(outputTensors(live), message.outputs, message.parameters?.binary_data_output === true);
  const reply = await predictor.rows(model, rows, { request: request.id, version: live.version, whole: true });
  const { outputs, bytes: behind } = writeOutputs(chosen, answersOf(reply));
  return {
    head: { model_name: reply.model, model_version: reply.version, id: message.id ?? request.id, outputs },
    bytes: behind,
  };
}
