/** Generated requests to the data plane: some right, most nearly right, some nonsense, some not even HTTP. */
import fc, { type Arbitrary } from "fast-check";

export interface Generated {
  /** Head and body. */
  bytes: Buffer;
  /** Well-formed as HTTP, so that it can share a connection with others, and must be answered. */
  framed: boolean;
}

/** A right cell of each column of versions.ts. */
const RIGHT: Record<string, Arbitrary<unknown>> = {
  price: fc.double({ min: 0, max: 190, noNaN: true }),
  region: fc.constantFrom("North", "South", "Nowhere"),
  city: fc.constantFrom("c0", "c12", null),
  open: fc.boolean(),
  day: fc.constantFrom("2026-01-05", "2026-01-05T10:00:00Z", null),
};

const NASTY = [
  ...[
    "",
    " ",
    "NaN",
    "Infinity",
    "null",
    "true",
    "0x10",
    "1e999",
    "75",
    "\0",
    "\u2028",
    "é",
    "😀",
    "\ud800",
    "__proto__",
  ],
  ...["toString", "'; DROP TABLE predictions; --", "../../etc/passwd", "%s%n", "<script>", "x".repeat(3000)],
  ...["9999-99-99", "2026-02-30", "-271821-04-20", "+275760-09-13"],
];
const cell: Arbitrary<unknown> = fc.oneof(
  { depthSize: "small" },
  fc.constantFrom<unknown>(...NASTY, null, true, false, 0, -0, 1e308, -1e308, 5e-324, 2 ** 53, 1e21),
  fc.double(),
  fc.string({ unit: "binary" }),
  fc.jsonValue({ maxDepth: 3 }),
);
const key = fc.oneof(fc.constantFrom(...Object.keys(RIGHT), ...NASTY, "rows", "prediction_id"), fc.string());

const rightRow = fc.record(RIGHT);
const wrongRow = fc
  .tuple(rightRow, fc.dictionary(key, cell, { maxKeys: 3 }), fc.subarray(Object.keys(RIGHT), { maxLength: 2 }))
  .map(([row, more, left]) =>
    Object.fromEntries(Object.entries({ ...row, ...more }).filter(([name]) => !left.includes(name))),
  );
const row = fc.oneof({ weight: 2, arbitrary: rightRow }, { weight: 2, arbitrary: wrongRow }, cell);
const rows = fc.array(row, { maxLength: 6 });

const id = fc.oneof(fc.constantFrom("01M00000000000000000000000", ""), cell);
const outcome = fc.oneof(
  fc.record({ prediction_id: id, outcome: cell, observed_at: cell }, { requiredKeys: [] }),
  cell,
);

const DATATYPES = ["FP64", "FP32", "FP16", "INT64", "INT8", "UINT64", "BOOL", "BYTES", "BF16", ""];
const tensor = fc.record(
  {
    name: fc.oneof(fc.constantFrom(...Object.keys(RIGHT), "all"), cell),
    shape: fc.oneof(fc.constantFrom([1], [2], [1, 1], [2, 5]), fc.array(fc.integer(), { maxLength: 4 }), cell),
    datatype: fc.oneof(fc.constantFrom(...DATATYPES), cell),
    data: fc.oneof(fc.array(cell, { maxLength: 5 }), cell),
    parameters: fc.oneof(fc.record({ binary_data_size: cell, binary_data: cell }, { requiredKeys: [] }), cell),
  },
  { requiredKeys: ["name"] },
);
const rightTensors = rightRow.map((given) =>
  Object.entries(given).map(([name, value]) => ({
    ...{ name, shape: [1], data: [value] },
    datatype: typeof value === "number" ? "FP64" : typeof value === "boolean" ? "BOOL" : "BYTES",
  })),
);
const infer = fc.record(
  {
    inputs: fc.oneof(rightTensors, fc.array(tensor, { maxLength: 5 }), cell),
    outputs: fc.oneof(fc.array(fc.record({ name: cell, parameters: cell }), { maxLength: 3 }), cell),
    id: cell,
    parameters: cell,
  },
  { requiredKeys: ["inputs"] },
);

const columns = fc.array(key, { maxLength: 5 });
const invocation = fc.oneof(
  fc.record({ dataframe_records: fc.oneof(rows, cell) }),
  fc.record({ dataframe_split: fc.record({ columns: fc.oneof(columns, cell), data: fc.array(fc.array(cell)) }) }),
  fc.record({ instances: fc.oneof(rows, cell) }),
  fc.record({ inputs: fc.oneof(rows, fc.dictionary(key, fc.array(cell))) }),
  fc.dictionary(fc.constantFrom("inputs", "instances", "dataframe_split", "params"), cell),
);
const csv = fc
  .array(fc.array(fc.oneof(fc.constantFrom(...NASTY, "75", "North", '"', '"a,b"'), fc.string()), { maxLength: 6 }))
  .map((lines) => ["price,region,city,open,day", ...lines.map((cells) => cells.join(","))].join("\n"));

/** JSON text, sometimes damaged as transport or a careless client damages it. */
const asText = (value: Arbitrary<unknown>): Arbitrary<Buffer> =>
  fc.tuple(value, fc.nat(20), fc.nat(), fc.uint8Array({ maxLength: 4 })).map(([body, damage, place, bytes]) => {
    const text = JSON.stringify(body) ?? "";
    const at = text.length === 0 ? 0 : place % text.length;
    if (damage === 0) return Buffer.from(text.slice(0, at));
    if (damage === 1) return Buffer.concat([Buffer.from(text.slice(0, at)), bytes, Buffer.from(text.slice(at))]);
    if (damage === 2) return Buffer.from(text.replace(/:[^,}]*/, ":NaN"));
    if (damage === 3) return Buffer.from(text.replace("{", '{"price":1,"price":2,'));
    if (damage === 4) return Buffer.from(`${"[".repeat(1 + (place % 5000))}${text}`);
    if (damage === 5) return Buffer.concat([Buffer.from(text), bytes]);
    return Buffer.from(text);
  });

const modelName = fc.oneof(
  { weight: 5, arbitrary: fc.constant("sales") },
  fc.constantFrom("nothing", "..%2f", "%00", "%zz", "__proto__", "constructor", "a".repeat(300), "sales%20"),
  fc.string({ unit: "binary", minLength: 1 }).map((text) => encodeURIComponent(text.toWellFormed())),
);
const query = fc.oneof(
  { weight: 3, arbitrary: fc.constant("") },
  fc.constantFrom(
    "?explain=true",
    "?explain=1",
    "?explain[]=true",
    "?explain=true&explain=false",
    "?__proto__=1",
    "?%",
  ),
  fc.webQueryParameters().map((text) => `?${text}`),
);

interface Target {
  method: string;
  path: string;
  type: string | null;
  body: Buffer;
}

const JSON_TYPE = "application/json";
const post = (path: Arbitrary<string>, body: Arbitrary<Buffer>, type = JSON_TYPE): Arbitrary<Target> =>
  fc.tuple(path, query, body).map(([address, more, bytes]) => ({
    ...{ method: "POST", path: address + more, type, body: bytes },
  }));
const named = (before: string, after: string) => modelName.map((name) => before + name + after);
const GETS = [
  "/health",
  "/health/live",
  "/health/ready",
  "/model_info",
  "/metrics",
  "/v2",
  "/v2/health/ready",
  "/ping",
];

const target: Arbitrary<Target> = fc.oneof(
  {
    weight: 4,
    arbitrary: post(fc.constant("/predict"), asText(fc.oneof(row, fc.record({ rows: fc.oneof(rows, cell) })))),
  },
  { weight: 3, arbitrary: post(named("/models/", "/predict"), asText(fc.oneof(row, fc.record({ rows })))) },
  {
    weight: 2,
    arbitrary: post(fc.constant("/feedback"), asText(fc.oneof(outcome, fc.record({ outcomes: fc.array(outcome) })))),
  },
  { weight: 2, arbitrary: post(fc.constant("/invocations"), asText(invocation)) },
  {
    weight: 1,
    arbitrary: post(
      named("/endpoints/", "/invocations"),
      csv.map((text) => Buffer.from(text)),
      "text/csv",
    ),
  },
  { weight: 3, arbitrary: post(named("/v2/models/", "/infer"), asText(infer)) },
  { weight: 1, arbitrary: post(named("/v2/models/sales/versions/", "/infer"), asText(infer)) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.oneof(fc.constantFrom(...GETS), named("/v2/models/", ""), named("/models/", "/model_info")), query)
      .map(([path, more]) => ({ method: "GET", path: path + more, type: null, body: Buffer.alloc(0) })),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      method: fc.constantFrom("GET", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "POST"),
      path: fc.webPath().map((path) => `/${path}`),
      type: fc.constantFrom(null, JSON_TYPE, "text/csv", "x"),
      body: fc.uint8Array().map((bytes) => Buffer.from(bytes)),
    }),
  },
);

/** Without what would end a line. */
const headerText = fc.string({ unit: fc.constantFrom(..."aB1 ;=,\"'\\%é\t()<>@*/-_.") });
const header = fc.oneof(
  fc.constantFrom("k", "k2", "").map((value) => `idempotency-key: ${value}`),
  headerText.map((value) => `idempotency-key: ${value}`),
  headerText.map((value) => `x-homeostat-key: ${value}`),
  headerText.map((value) => `x-request-id: ${value}`),
  headerText.map((value) => `accept: ${value}`),
  headerText.map((value) => `authorization: Bearer ${value}`),
  headerText.map((value) => `content-encoding: ${value}`),
  fc.constantFrom("accept: application/openmetrics-text", "origin: null", "origin: http://evil.example", "host: evil"),
  fc
    .oneof(fc.integer(), cell)
    .map((value) => `inference-header-content-length: ${JSON.stringify(value) ?? ""}`.slice(0, 60)),
  headerText.map((value) => `content-type: ${value}`),
);

const headers = fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, fc.array(header, { maxLength: 3 }));

const isSendable = (line: string): boolean => /^[\x20-\x7e\t\xa0-\xff]*$/.test(line);

/** @param host as a Host header names it */
export function generatedRequest(host: string): Arbitrary<Generated> {
  const framed = fc.tuple(target, headers).map(([{ method, path, type, body }, more]) => {
    const lines = [...(type ? [`content-type: ${type}`] : []), ...more.filter(isSendable)];
    const head = [`${method} ${path} HTTP/1.1`, `host: ${host}`, `content-length: ${body.length}`, ...lines, "", ""];
    return { bytes: Buffer.concat([Buffer.from(head.join("\r\n"), "latin1"), body]), framed: true };
  });
  const broken = fc
    .tuple(framed, fc.nat(), fc.nat(200), fc.uint8Array({ maxLength: 30 }))
    .map(([{ bytes }, place, removed, added]) => {
      const at = place % bytes.length;
      return { bytes: Buffer.concat([bytes.subarray(0, at), added, bytes.subarray(at + removed)]), framed: false };
    });
  return fc.oneof({ weight: 12, arbitrary: framed }, { weight: 1, arbitrary: broken });
}
