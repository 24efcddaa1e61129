/** One inference request, from its tensors to those that answer it. */
import { HomeostatError } from "../../../contract/index.ts";
import type { LiveVersion } from "../../session/live-version.ts";
import { answersOf, type ProtocolDeps } from "../protocol.ts";
import type { InferResponse } from "./messages.ts";
import { type Message, readInferRows, readMessage } from "./read-request.ts";
import { chooseOutputs, outputTensors, writeOutputs } from "./tensors.ts";

export interface Inferred {
  head: InferResponse;
  /** What follows the JSON, where outputs were asked for as bytes. */
  bytes: Buffer;
}

/** @throws MODEL_NOT_FOUND, NO_PRODUCTION; NOT_LIVE for a version that does not answer at present */
export function liveVersion(
  sessions: ProtocolDeps["sessions"],
  { name, version }: { name: string; version?: string },
): LiveVersion {
  const live = sessions.get(name);
  if (version !== undefined && version !== live.version)
    throw new HomeostatError("NOT_LIVE", { model: name, version, live: live.version });
  return live;
}

/**
 * @param request id of the HTTP request; the answer's id where the message has none
 * @throws WRONG_SHAPE, TOO_LARGE, and as `Predictor.rows`
 */
export async function infer(
  predictor: ProtocolDeps["predictor"],
  live: LiveVersion,
  { json, bytes }: Message,
  request: string,
): Promise<Inferred> {
  const message = readMessage(json);
  const { model, version, schema } = live;
  const chosen = chooseOutputs(outputTensors(live), message.outputs, message.parameters?.binary_data_output === true);
  const features = schema.features.map(({ name }) => name);
  const rows = readInferRows(message, bytes, features);
  // The version that the tensors were read for is the one that must answer.
  const reply = await predictor.rows(model, rows, { request, version, whole: true });
  const { outputs, bytes: behind } = writeOutputs(chosen, answersOf(reply));
  return {
    head: { model_name: reply.model, model_version: reply.version, id: message.id ?? request, outputs },
    bytes: behind,
  };
}
