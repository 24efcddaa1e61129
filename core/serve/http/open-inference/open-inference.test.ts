import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { pythonWith, runPython } from "../../../testing/python.ts";
import { servingSales } from "../../testing/tiny-service.ts";
import { listen } from "../listen.ts";
import { readTensorBytes, writeTensorBytes } from "./tensor-bytes.ts";

const column = (name: string, datatype: string, data: unknown[], shape = [data.length]) => ({
  ...{ name, datatype, shape, data },
});
const sales = (prices: unknown[], regions: unknown[]) => ({
  inputs: [column("price", "FP64", prices), column("region", "BYTES", regions)],
});

type Sales = Awaited<ReturnType<typeof servingSales>>;

/** For requests that need no service of their own. */
const shared = await servingSales();
afterAll(() => shared[Symbol.asyncDispose]());

const infer = (service: Sales, message: unknown, path = "/v2/models/sales/infer") =>
  service.app.inject({ method: "POST", url: path, payload: JSON.stringify(message) });

const outputsOf = (reply: { json(): { outputs: { name: string; data: unknown[] }[] } }) =>
  Object.fromEntries(reply.json().outputs.map(({ name, data }) => [name, data]));

test("the server and its models are described, with and without a version", async () => {
  await using service = await servingSales();
  const get = (url: string) => service.app.inject({ url });
  expect((await get("/v2")).json()).toMatchObject({ name: "homeostat", extensions: ["binary_tensor_data"] });
  for (const path of [
    "/v2/health/live",
    "/v2/health/ready",
    "/v2/models/sales/ready",
    "/v2/models/sales/versions/v0001/ready",
  ])
    expect((await get(path)).statusCode, path).toBe(200);
  for (const path of ["/v2/models/sales", "/v2/models/sales/versions/v0001"])
    expect((await get(path)).json()).toEqual({
      ...{ name: "sales", versions: ["v0001"], platform: "onnx_onnxv1" },
      inputs: [
        { name: "price", datatype: "FP64", shape: [-1] },
        { name: "region", datatype: "BYTES", shape: [-1] },
      ],
      outputs: [
        { name: "prediction", datatype: "FP64", shape: [-1] },
        { name: "low", datatype: "FP64", shape: [-1] },
        { name: "high", datatype: "FP64", shape: [-1] },
        { name: "prediction_id", datatype: "BYTES", shape: [-1] },
        { name: "flags", datatype: "BYTES", shape: [-1] },
      ],
    });
});

test("rows are answered by the one predictor: flagged, logged, and open to feedback", async () => {
  await using service = await servingSales();
  const reply = await infer(service, { id: "mine", ...sales([75, null, 150], ["North", "South", "West"]) });
  expect(reply.json()).toMatchObject({ model_name: "sales", model_version: "v0001", id: "mine" });
  const { prediction, low, prediction_id, flags } = outputsOf(reply);
  expect([prediction, low]).toEqual([
    [130, 100, 140],
    [125, 95, 135],
  ]);
  expect(flags).toEqual(["", "imputed", "outlier,unknown_category"]);
  expect(service.log.window("sales").map(({ id, input }) => [id, input])).toEqual([
    [prediction_id![0], { price: 75, region: "North" }],
    [prediction_id![1], { price: null, region: "South" }],
    [prediction_id![2], { price: 150, region: "West" }],
  ]);
  expect(service.log.feedback([{ prediction_id: prediction_id![0], outcome: 131 }])).toMatchObject({ accepted: 1 });
});

test("classes: the label as in the data, one probability per class in the order of model_info", async () => {
  await using service = await servingSales();
  service.models.promote("risk", await service.models.addRisk());
  await service.sessions.open("risk");
  const reply = await infer(
    service,
    {
      inputs: [
        column(
          "x",
          "INT32",
          [
            [150, 60],
            [100, 30],
          ],
          [2, 2],
        ),
      ],
    },
    "/v2/models/risk/infer",
  );
  expect(reply.json().outputs).toMatchObject([
    { name: "prediction", datatype: "INT64", shape: [2], data: [1, 0] },
    { name: "probability", datatype: "FP64", shape: [2] },
    { name: "probabilities", datatype: "FP64", shape: [2, 2] },
    { name: "prediction_id" },
    { name: "flags" },
  ]);
  const { probability, probabilities } = outputsOf(reply) as Record<string, number[]>;
  expect(probabilities![1]).toBeCloseTo(1 / (1 + Math.exp(-2.5)), 6);
  expect([probability![0], probability![1]]).toEqual([probabilities![1], probabilities![2]]);
});

test.each([
  ["flat columns", sales([75], ["North"])],
  [
    "columns of shape [n, 1]",
    { inputs: [column("price", "FP32", [[75]], [1, 1]), column("region", "BYTES", [["North"]], [1, 1])] },
  ],
  ["integers", { inputs: [column("price", "INT64", [75]), column("region", "BYTES", ["North"])] }],
  ["another order of columns", { inputs: sales([75], ["North"]).inputs.toReversed() }],
  ["MLServer's parameters", { parameters: { content_type: "pd" }, ...sales([75], ["North"]) }],
])("%s are read", async (_, message) => {
  expect(outputsOf(await infer(shared, message)).prediction).toEqual([130]);
});

describe("bytes", () => {
  test("in and out, beside JSON in the same message", async () => {
    await using service = await servingSales();
    const price = writeTensorBytes("FP64", [75, Number.NaN]);
    const head = Buffer.from(
      JSON.stringify({
        parameters: { binary_data_output: true },
        inputs: [
          { name: "price", datatype: "FP64", shape: [2], parameters: { binary_data_size: price.length } },
          column("region", "BYTES", ["North", null]),
        ],
      }),
    );
    const reply = await service.app.inject({
      ...{ method: "POST", url: "/v2/models/sales/infer", payload: Buffer.concat([head, price]) },
      headers: { "inference-header-content-length": String(head.length), "content-type": "application/octet-stream" },
    });
    const length = Number(reply.headers["inference-header-content-length"]);
    const { outputs } = JSON.parse(reply.rawPayload.subarray(0, length).toString());
    const values: Record<string, unknown> = {};
    let at = length;
    for (const { name, datatype, parameters } of outputs) {
      values[name] = readTensorBytes(datatype, reply.rawPayload.subarray(at, at + parameters.binary_data_size));
      at += parameters.binary_data_size;
    }
    expect(at).toBe(reply.rawPayload.length);
    expect(values).toMatchObject({ prediction: [130, 100], high: [135, 105], flags: ["", "imputed"] });
  });

  test("any tensor that is written is read back", () => {
    const cases = fc.oneof(
      fc.record({ type: fc.constant("FP64"), values: fc.array(fc.double({ noNaN: true })) }),
      fc.record({ type: fc.constant("INT64"), values: fc.array(fc.maxSafeInteger()) }),
      fc.record({ type: fc.constant("BOOL"), values: fc.array(fc.boolean()) }),
      fc.record({ type: fc.constant("BYTES"), values: fc.array(fc.string({ unit: "grapheme" })) }),
    );
    fc.assert(
      fc.property(cases, ({ type, values }) => {
        expect(readTensorBytes(type, writeTensorBytes(type, values))).toEqual(values);
      }),
    );
  });

  test.each([
    ["FP16", [0x3c00, 0xc000, 0x3555, 0x0001, 0x7bff, 0x8000], [1, -2, 0.333251953125, 2 ** -24, 65504, -0]],
    ["FP16", [0x7c00, 0xfc00, 0x7e00], [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, null]],
    ["INT16", [0xffff, 1], [-1, 1]],
    ["UINT16", [0xffff, 1], [65535, 1]],
  ])("%s %s", (type, bits, values) => {
    expect(readTensorBytes(type, Buffer.from(Uint16Array.from(bits).buffer))).toEqual(values);
  });
});

describe("refused, with the reason as a text, and nothing scored", () => {
  const { inputs } = sales([75], ["North"]);
  const sized = (size: unknown) => ({
    inputs: [{ ...inputs[0], data: undefined, parameters: { binary_data_size: size } }],
  });
  test.each([
    ["no inputs", { inputs: [] }, 400, /inputs/],
    ["no object", 7, 400, /the body/],
    ["a refused row, named", sales([75, 900], ["North", "South"]), 422, /Row 2: price is 900/],
    ["a missing column", { inputs: [inputs[0]] }, 422, /region is missing/],
    ["a number in quotes", { inputs: [column("price", "BYTES", ["75"]), inputs[1]] }, 422, /price is the text/],
    ["a column twice", { inputs: [...inputs, inputs[0]] }, 400, /twice/],
    ["a column called __proto__", { inputs: [...inputs, column("__proto__", "FP64", [1])] }, 400, /__proto__/],
    ["columns of different length", sales([75], ["North", "South"]), 400, /region has 2 values/],
    [
      "fewer values than the shape",
      { inputs: [column("price", "FP64", [75], [2]), inputs[1]] },
      400,
      /price has 1 values/,
    ],
    ["a text among numbers", sales(["75"], ["North"]), 400, /FP64 takes a number/],
    ["no rows", sales([], []), 400, /empty/],
    ["a shape below zero", { inputs: [column("price", "FP64", [75], [-1]), inputs[1]] }, 400, /inputs.0.shape/],
    [
      "a wide column beside others",
      { inputs: [column("price", "FP64", [75, 76], [1, 2]), inputs[1]] },
      400,
      /\[n, 1\]/,
    ],
    ["too few columns in one tensor", { inputs: [column("x", "FP64", [75], [1, 1])] }, 400, /list of 2 cells/],
    ["a datatype that there is not", { inputs: [column("price", "BF16", [75])] }, 400, /datatype/],
    ["neither data nor bytes", { inputs: [{ ...inputs[0], data: undefined }] }, 400, /either/],
    ["bytes that were not sent", sized(8), 400, /binary_data_size/],
    ["a size that is none", sized(-1), 400, /binary_data_size/],
    ["an output that there is not", { inputs, outputs: [{ name: "x" }] }, 400, /there is no output x/],
    [
      "a ranked output",
      { inputs, outputs: [{ name: "prediction", parameters: { classification: 2 } }] },
      400,
      /classif/,
    ],
  ])("%s", async (_, message, status, reason) => {
    const { predictions } = shared.log.count("sales");
    const reply = await infer(shared, message);
    expect([reply.statusCode, reply.json()]).toEqual([status, { error: expect.stringMatching(reason) }]);
    expect(shared.log.count("sales")).toMatchObject({ predictions });
  });

  test("a refused row is written down as such", async () => {
    await using service = await servingSales();
    await infer(service, sales([75, 900, -5], ["North", "South", "South"]));
    expect(service.log.count("sales")).toMatchObject({ predictions: 0, rejected: 2 });
  });

  test.each([
    ["a model that there is not", "/v2/models/nothing/infer", 404],
    ["a version that is not live", "/v2/models/sales/versions/v0002/infer", 404],
    ["an address that there is not", "/v2/models/sales/nothing", 404],
  ])("%s", async (_, path, status) => {
    const reply = await infer(shared, sales([75], ["North"]), path);
    expect([reply.statusCode, reply.json()]).toEqual([status, { error: expect.any(String) }]);
  });

  test.each([
    ["another content type", { "content-type": "text/plain" }, 415],
    ["a compressed body", { "content-encoding": "gzip" }, 415],
    ["a foreign page, which may leave out the type", { origin: "http://evil.example" }, 403],
    ["a length beyond the body", { "inference-header-content-length": "100000" }, 400],
    ["a length that is none", { "inference-header-content-length": "x" }, 400],
    ["a length that leaves bytes over", { "inference-header-content-length": "1" }, 400],
  ])("%s", async (_, headers, status) => {
    const payload = JSON.stringify(sales([75], ["North"]));
    const reply = await shared.app.inject({ method: "POST", url: "/v2/models/sales/infer", payload, headers });
    expect([reply.statusCode, reply.json()]).toEqual([status, { error: expect.any(String) }]);
  });
});

const python = pythonWith("tritonclient");

test.skipIf(python === null)("tritonclient is served", { timeout: 120_000 }, async () => {
  await using service = await servingSales();
  const url = await listen(service.app, { port: 0, host: "127.0.0.1" });
  const script = fileURLToPath(new URL("triton_client.py", import.meta.url));
  const seen = await runPython(python!, script, [new URL(url).host]);
  expect(seen).toMatchObject({
    ...{ live: true, ready: true, model_ready: true, version_ready: true, nothing_ready: false },
    server: { name: "homeostat" },
    model: { name: "sales", versions: ["v0001"] },
    index: [{ name: "sales", version: "v0001", state: "READY" }],
    binary: { prediction: [130, 100], low: [125, 95], flags: ["", ""] },
    json: { prediction: [130, 100] },
    mixed: { flags: ["", ""] },
    missing: { prediction: [100], flags: ["imputed"] },
    shaped: { prediction: [130] },
    refused: { status: "422", message: expect.stringContaining("price is 900") },
    unknown: { status: "404", message: expect.stringContaining("no model nothing") },
    no_route: { status: "404", message: expect.stringContaining("nothing at this address") },
  });
});
