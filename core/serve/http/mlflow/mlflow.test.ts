import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { pythonWith, runPython } from "../../../testing/python.ts";
import { servingSales } from "../../testing/tiny-service.ts";
import { listen } from "../listen.ts";
import { parseCsv } from "./csv.ts";

type Sales = Awaited<ReturnType<typeof servingSales>>;

/** For requests that need no service of their own. */
const shared = await servingSales();
afterAll(() => shared[Symbol.asyncDispose]());

const invoke = (service: Sales, payload: string, type = "application/json", url = "/invocations") =>
  service.app.inject({ method: "POST", url, payload, headers: { "content-type": type } });

const record = { price: 75, region: "North" };

test.each([
  ["dataframe_split", { dataframe_split: { index: ["a"], columns: ["price", "region"], data: [[75, "North"]] } }],
  ["dataframe_split without columns", { dataframe_split: { data: [[75, "North"]] } }],
  ["dataframe_records", { dataframe_records: [record] }],
  ["instances as rows", { instances: [record] }],
  ["instances as lists", { instances: [[75, "North"]] }],
  ["instances as columns", { instances: { price: [75], region: ["North"] } }],
  ["inputs as rows", { inputs: [record] }],
  ["inputs as lists", { inputs: [[75, "North"]] }],
  ["inputs as columns", { inputs: { price: [75], region: ["North"] } }],
  ["inputs as one row", { inputs: record }],
  ["params and keys that mean nothing here", { inputs: record, params: { temperature: 1 }, more: 1 }],
])("%s", async (_, body) => {
  const reply = await invoke(shared, JSON.stringify(body));
  expect(reply.json()).toMatchObject({ predictions: [130], model: "sales", version: "v0001", flags: [[]] });
  const logged = shared.log.window("sales", { limit: 1 });
  expect(logged).toMatchObject([{ id: reply.json().prediction_ids[0], input: record }]);
});

describe("CSV", () => {
  test("by its header; an index column and spare ones are ignored and flagged, empty cells are missing", async () => {
    await using service = await servingSales();
    const reply = await invoke(
      service,
      ',region,price\r\n0,North,75\r\n1,"South",\r\n2,,NaN\r\n',
      "text/csv; charset=utf-8",
    );
    expect(reply.json()).toMatchObject({
      predictions: [130, 100, 100],
      flags: [["extra_columns"], ["imputed", "extra_columns"], ["imputed", "extra_columns"]],
    });
    expect(service.log.window("sales")[1]!.input).toEqual({ "": "1", region: "South", price: null });
  });

  test("what is quoted and joined is parsed back", () => {
    const cell = fc.string({ unit: fc.constantFrom("a", '"', ",", "\n", "\r", " ", "é") });
    const table = fc
      .integer({ min: 2, max: 4 })
      .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1 }));
    fc.assert(
      fc.property(table, fc.constantFrom("\n", "\r\n"), fc.boolean(), (rows, end, closed) => {
        const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
        const text = rows.map((cells) => cells.map(quote).join(",")).join(end) + (closed ? end : "");
        expect(parseCsv(text)).toEqual(rows);
      }),
    );
  });

  test.each([
    ["nothing", "", []],
    ["blank lines", "\n\na\n\n1\n", [["a"], ["1"]]],
    [
      "an empty last cell",
      "a,b\n1,",
      [
        ["a", "b"],
        ["1", ""],
      ],
    ],
    ["an empty cell in quotes", 'a\n""\n', [["a"], [""]]],
    ["a byte order mark", "\uFEFFa\n1", [["a"], ["1"]]],
  ])("%s", (_, text, rows) => {
    expect(parseCsv(text)).toEqual(rows);
  });

  test.each([
    ["a quote that is not closed", 'a,b\n1,"x\n', 400],
    ["a quote inside a cell", 'a,b\n1,x"y\n', 400],
    ["text behind a quoted cell", 'a,b\n1,"x"y\n', 400],
    ["a row that is too short", "price,region\n75\n", 400],
    ["a column twice", "price,price\n75,75\n", 400],
    ["a column called __proto__", "price,__proto__\n75,1\n", 400],
    ["a header alone", "price,region\n", 400],
    ["nothing", " ", 400],
    ["a text for a number", "price,region\nmuch,North\n", 400],
    ["more rows than are taken", `price\n${"1\n".repeat(100_001)}`, 413],
    ["more columns than are taken", ",".repeat(10_001), 413],
  ])("%s is refused", async (_, text, status) => {
    const { predictions } = shared.log.count("sales");
    expect((await invoke(shared, text, "text/csv")).statusCode).toBe(status);
    expect(shared.log.count("sales")).toMatchObject({ predictions });
  });
});

test("NaN, as Python writes it, is a missing value; inside a text it is text", async () => {
  await using service = await servingSales();
  const reply = await invoke(
    service,
    '{"dataframe_records":[{"price":NaN,"region":"NaN"},{"price": NaN ,"region":null}]}',
  );
  expect(reply.json()).toMatchObject({
    predictions: [100, 100],
    flags: [["imputed", "unknown_category"], ["imputed"]],
  });
  expect(service.log.window("sales").map(({ input }) => input)).toEqual([
    { price: null, region: "NaN" },
    { price: null, region: null },
  ]);
});

describe("refused in MLflow's form and in the catalogue's, and nothing scored", () => {
  test.each([
    ["a bare list", JSON.stringify([record]), /exactly one/],
    ["none of the forms", "{}", /exactly one/],
    ["two of the forms", JSON.stringify({ inputs: [record], instances: [record] }), /exactly one/],
    ["records that are no list", JSON.stringify({ dataframe_records: record }), /list of rows/],
    ["a split without data", '{"dataframe_split":{"columns":["price"]}}', /columns and data/],
    ["a row of another width", '{"dataframe_split":{"columns":["price"],"data":[[1,2]]}}', /row 1/],
    ["columns of different length", '{"inputs":{"price":[1,2],"region":["North"]}}', /region has 1 values/],
    ["no rows", '{"dataframe_records":[]}', /empty/],
    ["a row that is none", '{"dataframe_records":[7]}', /Row 1/],
    ["a missing column", '{"dataframe_records":[{"price":75}]}', /Row 1: region is missing/],
    ["a value out of range", '{"inputs":[[75,"North"],[900,"North"]]}', /Row 2: price is 900/],
    ["Infinity", '{"inputs":[[Infinity,"North"]]}', /not JSON/],
    ["NaN as a key", "{NaN:1}", /not JSON/],
  ])("%s", async (_, body, reason) => {
    const { predictions } = shared.log.count("sales");
    const reply = await invoke(shared, body);
    expect(reply.statusCode).toBe(400);
    expect(reply.json()).toMatchObject({ error_code: "BAD_REQUEST", message: expect.stringMatching(reason) });
    expect(reply.json().error.code).toMatch(/^[A-Z_]+$/);
    expect(shared.log.count("sales")).toMatchObject({ predictions });
  });

  test.each([
    ["another type", "text/plain", 415],
    ["another encoding", "application/json; charset=latin1", 415],
    ["a parameter that means nothing", "text/csv; format=pandas", 415],
  ])("%s", async (_, type, status) => {
    expect((await invoke(shared, '{"inputs":[]}', type)).statusCode).toBe(status);
  });

  test("a model that there is not", async () => {
    const reply = await invoke(shared, '{"inputs":[]}', "application/json", "/endpoints/nothing/invocations");
    expect([reply.statusCode, reply.json().error_code]).toEqual([404, "RESOURCE_DOES_NOT_EXIST"]);
  });

  test("CSV that is not UTF-8", async () => {
    const payload = Buffer.from("price,region\n75,N\xffrth\n", "latin1");
    const headers = { "content-type": "text/csv" };
    expect((await shared.app.inject({ method: "POST", url: "/invocations", payload, headers })).statusCode).toBe(400);
  });
});

test("ping and version", async () => {
  await using service = await servingSales();
  const ping = await service.app.inject({ url: "/ping" });
  expect([ping.statusCode, ping.body]).toEqual([200, "\n"]);
  expect((await service.app.inject({ url: "/version" })).body).toMatch(/^\d+\.\d+\.\d+/);
  await service.sessions.close();
  const reply = await service.app.inject({ url: "/ping" });
  expect([reply.statusCode, reply.json().error_code]).toEqual([503, "TEMPORARILY_UNAVAILABLE"]);
});

const python = pythonWith("mlflow");

test.skipIf(python === null)("MLflow's clients are served", { timeout: 180_000 }, async () => {
  await using service = await servingSales();
  const { hostname, port } = new URL(await listen(service.app, { port: 0, host: "127.0.0.1" }));
  const script = fileURLToPath(new URL("mlflow_client.py", import.meta.url));
  expect(await runPython(python!, script, [hostname, port])).toMatchObject({
    version: expect.stringMatching(/^\d+\./),
    frame: { predictions: [130, 100], flags: [[], ["imputed"]] },
    as_frame: { 0: [130, 100] },
    list: { predictions: [130] },
    array: { predictions: [130] },
    params: { predictions: [130, 100] },
    deployment: { predictions: [130] },
    refused: expect.stringContaining("region is missing"),
  });
});
