/** The shapes of the Open Inference Protocol (kserve/open-inference-protocol, open_inference_rest.yaml). */
import { z } from "zod";
import { DATATYPES } from "./tensor-bytes.ts";

const Parameters = z.record(z.string(), z.unknown());

export const RequestInput = z.object({
  name: z.string(),
  /** Row-major; [n] and [n, 1] are the same here. */
  shape: z.array(z.int().min(0)).min(1).max(8),
  datatype: z.enum(DATATYPES),
  parameters: Parameters.optional(),
  /** Flat or nested; null is a missing value. Absent where it travels as bytes behind the JSON. */
  data: z.array(z.unknown()).optional(),
});
export type RequestInput = z.infer<typeof RequestInput>;

export const RequestOutput = z.object({ name: z.string(), parameters: Parameters.optional() });
export type RequestOutput = z.infer<typeof RequestOutput>;

export const InferRequest = z.object({
  id: z.string().optional(),
  parameters: Parameters.optional(),
  inputs: z.array(RequestInput).min(1),
  outputs: z.array(RequestOutput).optional(),
});
export type InferRequest = z.infer<typeof InferRequest>;

export const TensorInfo = z.object({ name: z.string(), datatype: z.enum(DATATYPES), shape: z.array(z.int()) });
export type TensorInfo = z.infer<typeof TensorInfo>;

export const ServerMetadata = z.object({ name: z.string(), version: z.string(), extensions: z.array(z.string()) });

export const ModelMetadata = z.object({
  name: z.string(),
  versions: z.array(z.string()),
  platform: z.string(),
  /** −1 is any number of rows. */
  inputs: z.array(TensorInfo),
  outputs: z.array(TensorInfo),
});
export type ModelMetadata = z.infer<typeof ModelMetadata>;

export const ResponseOutput = TensorInfo.extend({
  parameters: Parameters.optional(),
  data: z.array(z.union([z.number(), z.string(), z.boolean()])).optional(),
});
export type ResponseOutput = z.infer<typeof ResponseOutput>;

export const InferResponse = z.object({
  model_name: z.string(),
  model_version: z.string(),
  id: z.string(),
  outputs: z.array(ResponseOutput),
});
export type InferResponse = z.infer<typeof InferResponse>;

export const RepositoryIndex = z.array(
  z.object({ name: z.string(), version: z.string(), state: z.literal("READY"), reason: z.string() }),
);

/** All that its clients can show. */
export const ProtocolError = z.object({ error: z.string() });
