/** The whole HTTP interface as OpenAPI 3.1, made from the schemas that check it. */
import { OpenAPIGenerator } from "@orpc/openapi";
import { ZodToJsonSchemaConverter } from "@orpc/zod/zod4";
import { z } from "zod";
import {
  BatchReply,
  contract,
  ErrorBody,
  FeedbackReply,
  Health,
  Outcome,
  Prediction,
  Row,
} from "../../contract/index.ts";
import { ModelInfo } from "./model-info.ts";
import {
  FAILURE,
  get,
  type Json,
  json,
  type Operation,
  ok,
  type Paths,
  pathParameter,
  ref,
  text,
} from "./openapi-parts.ts";
import { PROTOCOL_PATHS, PROTOCOL_SCHEMAS } from "./openapi-protocols.ts";

export interface ApiDescription {
  openapi: string;
  info: { title: string; version: string; description: string };
  paths: Paths;
  components: { schemas: Json; responses: Json; securitySchemes: Json };
}

const SCHEMAS = {
  Row,
  Rows: z.object({ rows: z.array(Row).min(1) }),
  Prediction,
  BatchReply,
  Outcome,
  Outcomes: z.object({ outcomes: z.array(Outcome).min(1) }),
  FeedbackReply,
  Health,
  ModelInfo,
  Error: z.object({ error: ErrorBody }),
  ...PROTOCOL_SCHEMAS,
};

const NAME = pathParameter("name");
const EXPLAIN: Json = {
  ...{ name: "explain", in: "query", schema: { type: "boolean" } },
  description: "Adds each feature's contribution; they and base_value add up to the raw score. One row only.",
};
const KEY: Json = {
  ...{ name: "Idempotency-Key", in: "header", schema: { type: "string", maxLength: 255 } },
  description: "The same key and body return the first reply; another body is refused.",
};

const SIDE: Json = {
  ...{ name: "x-homeostat-key", in: "header", schema: { type: "string" } },
  description: "Keeps a client on its side of a canary: the same key is answered by the same version.",
};

function predict(operationId: string, summary: string, parameters: Json[]): Record<string, Operation> {
  const requestBody = { required: true, content: json(ref("Row"), ref("Rows")) };
  const responses = ok(json(ref("Prediction"), ref("BatchReply")));
  return { post: { operationId, summary, parameters: [...parameters, EXPLAIN, KEY, SIDE], requestBody, responses } };
}

const DATA_PLANE: Paths = {
  "/predict": predict("predict", "Predict one row, or many, by the only live model.", []),
  "/models/{name}/predict": predict("predictBy", "Predict by a named model.", [NAME]),
  "/feedback": {
    post: {
      operationId: "feedback",
      summary: "Report what really happened, by prediction_id. Always 200: each outcome has its own result.",
      parameters: [KEY],
      requestBody: { required: true, content: json(ref("Outcome"), ref("Outcomes")) },
      responses: ok(json(ref("FeedbackReply"))),
    },
  },
  "/health": get("health", "Status, live versions, uptime.", json(ref("Health"))),
  "/health/live": get("live", "200 while the process answers.", json({ type: "object" })),
  "/health/ready": get("ready", "200 once a model answers, 503 before.", json({ type: "object" })),
  "/model_info": get("modelInfo", "The only live model: its features in their locked order.", json(ref("ModelInfo"))),
  "/models/{name}/model_info": get("modelInfoOf", "A named model.", json(ref("ModelInfo")), { parameters: [NAME] }),
  "/metrics": get("metrics", "Prometheus text, or OpenMetrics where the Accept header asks for it.", {
    ...text("text/plain"),
    ...text("application/openmetrics-text"),
  }),
  "/openapi.json": get("openapi", "This description.", json({ type: "object" })),
  "/docs": get("docs", "This description as a page.", text("text/html")),
};

/**
 * The control plane, from the contract. Each procedure can answer any catalogued error in the one shape, so that
 * shape stands once instead of every error at every procedure.
 */
async function controlPlane(): Promise<Paths> {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] });
  const { paths = {} } = await generator.generate(contract, { info: { title: "Homeostat", version: "1" } });
  const describe = (operation: Operation): Operation => ({
    ...operation,
    operationId: `api.${operation.operationId}`,
    responses: {
      ...Object.fromEntries(Object.entries(operation.responses).filter(([status]) => status.startsWith("2"))),
      default: FAILURE,
    },
    security: [{ token: [] }],
  });
  return Object.fromEntries(
    Object.entries(paths as Paths).map(([path, operations]) => [
      `/api${path}`,
      Object.fromEntries(Object.entries(operations).map(([method, operation]) => [method, describe(operation)])),
    ]),
  );
}

function schemas(): Json {
  return Object.fromEntries(
    Object.entries(SCHEMAS).map(([name, schema]) => {
      const { $schema: _, ...body } = z.toJSONSchema(schema);
      return [name, body];
    }),
  );
}

async function build(): Promise<ApiDescription> {
  return {
    openapi: "3.1.1",
    info: {
      title: "Homeostat",
      version: "1",
      description: "The data plane needs no token unless one was asked for at the start; /api always does.",
    },
    paths: { ...DATA_PLANE, ...PROTOCOL_PATHS, ...(await controlPlane()) },
    components: {
      schemas: schemas(),
      responses: { Failure: { description: "An error of the catalogue.", content: json(ref("Error")) } },
      securitySchemes: { token: { type: "http", scheme: "bearer" } },
    },
  };
}

let description: Promise<ApiDescription> | null = null;

/** Made at the first request, since it takes a tenth of a second that a start need not pay, and kept. */
export function describeApi(): Promise<ApiDescription> {
  description ??= build();
  return description;
}
