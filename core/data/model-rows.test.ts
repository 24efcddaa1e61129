import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { ModelSchema } from "../contract/index.ts";
import { temporaryFolder } from "../testing/temporary.ts";
import { readForModel } from "./model-rows.ts";
import { cellText } from "./table.ts";
import { encodeTarget } from "./target.ts";

const folder = temporaryFolder();
let files = 0;
const base = { nullable: true, missingTokens: [] as string[] };
const schema: ModelSchema = {
  task: "binary",
  target: "y",
  classes: ["001", "002"],
  positive: "002",
  time: [],
  features: [
    {
      ...base,
      name: "bmi",
      type: "number",
      integer: false,
      range: { min: 18, max: 60, low: 0, high: 102, source: "learned" },
      missingTokens: ["0"],
    },
    { ...base, name: "ward", type: "category", categories: ["1", "2"] },
    { ...base, name: "smoker", type: "boolean", categories: ["no", "yes"] },
    { ...base, name: "seen", type: "datetime", format: "%d/%m/%y" },
  ],
};

function read(text: string, options = {}) {
  const path = join(folder, `${files++}.csv`);
  writeFileSync(path, text);
  return readForModel(path, schema, options);
}

describe("readForModel", () => {
  test("reads by the schema: types, order, tokens, spelling, formats; the target comes last", async () => {
    const { table, status } = await read(
      "y,seen,smoker,ward,extra,bmi\n001,05/01/20,YES,1,q,20\n002,06/01/20,no,2,q,0\n",
    );
    expect(table.columns.map(({ name, kind }) => `${name}:${kind}`)).toEqual([
      "bmi:number",
      "ward:text",
      "smoker:text",
      "seen:datetime",
      "y:text",
    ]);
    expect(table.columns.map((column) => cellText(column, 0))).toEqual([
      "20",
      "1",
      "yes",
      "2020-01-05T00:00:00.000Z",
      "001",
    ]);
    expect(cellText(table.columns[0]!, 1)).toBeNull();
    expect(status).toEqual(["ok", "imputed"]);
    expect([...encodeTarget(table.columns[4]!, schema)]).toEqual([0, 1]);
  });

  test("rejects what serving would refuse, with its words, and keeps the row", async () => {
    const { table, status, reasons } = await read(
      "bmi,ward,smoker,seen\n900,1,no,05/01/20\nheavy,1,no,05/01/20\n20,1,no,soon\n20,1,no,05/01/20\n",
    );
    expect(status).toEqual(["rejected", "rejected", "rejected", "ok"]);
    expect(reasons).toEqual([
      "bmi is 900; this model accepts 0 to 102. Check the unit or correct the value.",
      'bmi is the text "heavy"; this model expects a number.',
      'seen is the text "soon"; this model expects a date such as 2024-01-31.',
      null,
    ]);
    expect(table.columns.map((column) => cellText(column, 0))).toEqual([null, "1", "no", "2020-01-05T00:00:00.000Z"]);
    expect(table.rows).toBe(4);
  });

  test("dates in another format than in training are read by their own evidence", async () => {
    const { table, status } = await read("bmi,ward,smoker,seen\n20,1,no,2020-01-05\n21,1,no,2020-02-05\n");
    expect(cellText(table.columns[3]!, 0)).toBe("2020-01-05T00:00:00.000Z");
    expect(status).toEqual(["ok", "ok"]);
  });

  test("looks for no impossible zeros of its own: the schema says what is missing", async () => {
    const rows = Array.from({ length: 40 }, (_, i) => `${i < 3 ? -999 : 20 + i / 10},1,no,05/01/20`);
    const { read: result, status } = await read(`bmi,ward,smoker,seen\n${rows.join("\n")}\n`);
    expect(result.missing).toEqual([]);
    expect(status.slice(0, 4)).toEqual(["rejected", "rejected", "rejected", "ok"]);
  });

  test("a file that lacks a feature is refused", async () => {
    await expect(read("bmi,ward,smoker\n20,1,no\n")).rejects.toMatchObject({
      code: "MISSING_COLUMN",
      details: { field: "seen", needed: ["bmi", "ward", "smoker", "seen"] },
    });
  });
});
