/** The protocols of others in the description: Open Inference and MLflow scoring. */
import { MlflowError, ScoringReply, ScoringRequest } from "./mlflow/messages.ts";
import {
  InferRequest,
  InferResponse,
  ModelMetadata,
  ProtocolError,
  RepositoryIndex,
  ServerMetadata,
} from "./open-inference/messages.ts";
import { get, type Json, json, type Operation, ok, type Paths, pathParameter, ref, text } from "./openapi-parts.ts";

export const PROTOCOL_SCHEMAS = {
  InferRequest,
  InferResponse,
  ModelMetadata,
  ProtocolError,
  RepositoryIndex,
  ServerMetadata,
  MlflowError,
  ScoringReply,
  ScoringRequest,
};

const failureAs = (schema: keyof typeof PROTOCOL_SCHEMAS): Json => ({
  description: "An error, in this protocol's form.",
  content: json(ref(schema)),
});

const V2 = { failure: failureAs("ProtocolError") };
const MLFLOW = { failure: failureAs("MlflowError") };
const FLAG: Json = { type: "object" };
const OCTETS: Json = { "application/octet-stream": { schema: { type: "string", format: "binary" } } };

const JSON_LENGTH: Json = {
  ...{ name: "Inference-Header-Content-Length", in: "header", schema: { type: "integer", minimum: 1 } },
  description: "The length of the JSON part, where tensors follow it as raw bytes.",
};

function inferOperation(operationId: string, parameters: Json[]): Record<string, Operation> {
  return {
    post: {
      operationId,
      summary: "Predict; refused as a whole where one row is.",
      parameters: [...parameters, JSON_LENGTH],
      requestBody: { required: true, content: { ...json(ref("InferRequest")), ...OCTETS } },
      responses: ok({ ...json(ref("InferResponse")), ...OCTETS }, V2.failure),
    },
  };
}

function modelPaths(path: string, suffix: string, names: string[]): Paths {
  const parameters = names.map(pathParameter);
  const about = { ...V2, parameters };
  return {
    [path]: get(
      `v2.model${suffix}`,
      "The tensors that a live version takes and gives.",
      json(ref("ModelMetadata")),
      about,
    ),
    [`${path}/ready`]: get(`v2.modelReady${suffix}`, "200 where it is live.", json(FLAG), about),
    [`${path}/infer`]: inferOperation(`v2.infer${suffix}`, parameters),
  };
}

function scoring(operationId: string, parameters?: Json[]): Record<string, Operation> {
  return {
    post: {
      operationId,
      summary: "MLflow scoring; refused as a whole where one row is. NaN is a missing value.",
      ...(parameters ? { parameters } : {}),
      requestBody: { required: true, content: { ...json(ref("ScoringRequest")), ...text("text/csv") } },
      responses: ok(json(ref("ScoringReply")), MLFLOW.failure),
    },
  };
}

export const PROTOCOL_PATHS: Paths = {
  "/v2": get("v2.server", "Open Inference Protocol: the server.", json(ref("ServerMetadata")), V2),
  "/v2/health/live": get("v2.live", "200 while the process answers.", json(FLAG), V2),
  "/v2/health/ready": get("v2.ready", "200 once a model answers, 503 before.", json(FLAG), V2),
  ...modelPaths("/v2/models/{name}", "", ["name"]),
  ...modelPaths("/v2/models/{name}/versions/{version}", "Version", ["name", "version"]),
  "/v2/repository/index": {
    post: {
      operationId: "v2.index",
      summary: "The live versions.",
      responses: ok(json(ref("RepositoryIndex")), V2.failure),
    },
  },
  "/invocations": scoring("invocations"),
  "/endpoints/{name}/invocations": scoring("invocationsOf", [pathParameter("name")]),
  "/ping": get("ping", "200 once a model answers, 503 before.", text("text/plain"), MLFLOW),
  "/version": get("version", "The version of Homeostat.", text("text/plain"), MLFLOW),
};
