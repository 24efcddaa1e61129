/** What the description is put together from. */

export type Json = { [key: string]: unknown };

export interface Operation {
  operationId: string;
  summary?: string;
  parameters?: Json[];
  requestBody?: Json;
  responses: Json;
  security?: Json[];
}

export type Paths = Record<string, Record<string, Operation>>;

export const FAILURE: Json = { $ref: "#/components/responses/Failure" };

export const ref = (schema: string): Json => ({ $ref: `#/components/schemas/${schema}` });

export const json = (...schemas: Json[]): Json => ({
  "application/json": { schema: schemas.length === 1 ? schemas[0] : { oneOf: schemas } },
});

export const text = (type: string): Json => ({ [type]: { schema: { type: "string" } } });

export const ok = (content: Json, failure: Json = FAILURE): Json => ({
  "200": { description: "OK", content },
  default: failure,
});

export const pathParameter = (name: string): Json => ({
  ...{ name, in: "path", required: true, schema: { type: "string" } },
});

export function get(
  operationId: string,
  summary: string,
  content: Json,
  { parameters, failure }: { parameters?: Json[]; failure?: Json } = {},
): Record<string, Operation> {
  return { get: { operationId, summary, ...(parameters ? { parameters } : {}), responses: ok(content, failure) } };
}
