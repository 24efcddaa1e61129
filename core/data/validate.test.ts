import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ModelSchema } from "../contract/index.ts";
import { tableOf } from "./model-rows.ts";
import { cellText } from "./table.ts";
import { compileValidator } from "./validate.ts";

const base = { nullable: true, missingTokens: [] as string[] };
const range = { min: 44, max: 199, low: 0, high: 354, source: "learned" as const };
const schema: ModelSchema = {
  task: "binary",
  target: "y",
  classes: [0, 1],
  positive: 1,
  time: [],
  features: [
    { ...base, name: "Glucose", type: "number", integer: true, range, missingTokens: ["0", "?"] },
    { ...base, name: "ward", type: "category", categories: ["a", "b"], missingTokens: ["?"] },
    { ...base, name: "grade", type: "category", categories: ["1", "2"] },
    { ...base, name: "smoker", type: "boolean", categories: ["No", "Yes"] },
    { ...base, name: "seen", type: "datetime", format: "%d/%m/%y" },
  ],
};
const validate = compileValidator(schema);
const good = { Glucose: 148, ward: "a", grade: "1", smoker: "Yes", seen: "03/01/19" };
const jan3 = Date.UTC(2019, 0, 3);

const values = (changes: Record<string, unknown>) => {
  const result = validate({ ...good, ...changes });
  return result.ok ? result.values : result.error.code;
};
const flags = (changes: Record<string, unknown>) => {
  const result = validate({ ...good, ...changes });
  return result.ok ? result.flags : result.error.code;
};

describe("compileValidator", () => {
  test("an ordinary row comes back in the schema's order, without flags", () => {
    expect(validate({ ...good })).toEqual({ ok: true, values: [148, "a", "1", "Yes", jan3], flags: [] });
  });

  test("a number out of range is refused with field, value and limits", () => {
    expect(validate({ ...good, Glucose: 900 })).toEqual({
      ok: false,
      error: {
        code: "OUT_OF_RANGE",
        message: "Glucose is 900; this model accepts 0 to 354. Check the unit or correct the value.",
        field: "Glucose",
        details: { field: "Glucose", value: 900, low: 0, high: 354 },
      },
    });
    expect(flags({ Glucose: -0.1 })).toBe("OUT_OF_RANGE");
    expect(flags({ Glucose: Number.POSITIVE_INFINITY })).toBe("OUT_OF_RANGE");
  });

  test("in the widening it is served and flagged, at its ends too", () => {
    for (const Glucose of [43, 200, 354]) expect(flags({ Glucose })).toEqual(["outlier"]);
    for (const Glucose of [44, 199]) expect(flags({ Glucose })).toEqual([]);
  });

  test("null, an empty text, NaN and the column's tokens are imputed", () => {
    for (const Glucose of [null, "", " ", "?", 0, -0, Number.NaN, "0"])
      expect(validate({ ...good, Glucose })).toMatchObject({
        values: [null, "a", "1", "Yes", jan3],
        flags: ["imputed"],
      });
    for (const changes of [{ ward: "?" }, { ward: null }, { smoker: "" }, { seen: null }, { seen: " " }])
      expect(flags(changes)).toEqual(["imputed"]);
  });

  test("a missing column is an error that lists what is needed", () => {
    const { ward: _, ...rest } = good;
    expect(validate(rest)).toMatchObject({
      ok: false,
      error: {
        code: "MISSING_COLUMN",
        field: "ward",
        details: { needed: ["Glucose", "ward", "grade", "smoker", "seen"] },
      },
    });
  });

  test.each([
    { Glucose: "148" },
    { Glucose: true },
    { Glucose: {} },
    { Glucose: [1] },
    { ward: 1 },
    { ward: true },
    { ward: { a: 1 } },
    { smoker: 1 },
    { seen: "soon" },
    { seen: true },
  ])("a wrong type is refused: %j", (changes) => {
    expect(flags(changes)).toBe("WRONG_TYPE");
  });

  test("the message of a wrong type says what was found and what is expected", () => {
    const result = validate({ ...good, Glucose: "148" });
    expect(result.ok ? "" : result.error.message).toBe('Glucose is the text "148"; this model expects a number.');
  });

  test("categories: blanks are trimmed, codes may come as numbers, unknown ones are flagged", () => {
    expect(values({ ward: " b " })[1]).toBe("b");
    expect(values({ grade: 2 })[2]).toBe("2");
    expect(flags({ grade: 7 })).toEqual(["unknown_category"]);
    expect(flags({ ward: "z" })).toEqual(["unknown_category"]);
  });

  test("booleans come as texts in any case or as true and false", () => {
    for (const smoker of [true, "yes", "YES", "Yes"]) expect(values({ smoker })[3]).toBe("Yes");
    expect(values({ smoker: false })[3]).toBe("No");
    expect(flags({ smoker: "maybe" })).toEqual(["unknown_category"]);
  });

  test("dates come in the training format, as ISO, or as epoch milliseconds", () => {
    for (const seen of ["03/01/19", "2019-01-03", "2019-01-03T00:00:00Z", jan3]) expect(values({ seen })[4]).toBe(jan3);
  });

  test("unknown columns are flagged, whatever they are called", () => {
    expect(flags({ other: 1 })).toEqual(["extra_columns"]);
    const row = JSON.parse('{"__proto__": {"Glucose": 1}, "constructor": 2}') as Record<string, unknown>;
    expect(validate({ ...good, ...row })).toMatchObject({ ok: true });
    expect(validate(row)).toMatchObject({ ok: false, error: { code: "MISSING_COLUMN", field: "Glucose" } });
  });

  test("a feature named like an inherited property must be the row's own", () => {
    const names = ["constructor", "__proto__", "toString"];
    const features = names.map((name) => ({ ...base, name, type: "category" as const, categories: ["x"] }));
    const inherited = compileValidator({ ...schema, features });
    expect(inherited({})).toMatchObject({ ok: false, error: { code: "MISSING_COLUMN", field: "constructor" } });
    const row = JSON.parse('{"constructor":"x","__proto__":"x","toString":"x"}') as Record<string, unknown>;
    expect(inherited(row)).toEqual({ ok: true, values: ["x", "x", "x"], flags: [] });
  });

  test("any JSON row gets an answer, never an exception (property)", () => {
    const row = fc.dictionary(fc.constantFrom("Glucose", "ward", "grade", "smoker", "seen", "z"), fc.jsonValue());
    fc.assert(
      fc.property(row, (changes) => {
        const result = validate({ ...good, ...changes });
        if (!result.ok) return ["WRONG_TYPE", "OUT_OF_RANGE"].includes(result.error.code);
        return result.values.length === 5 && result.values.every((value) => value !== undefined);
      }),
    );
  });
});

describe("tableOf", () => {
  test("puts validated rows into columns; unseen categories get codes behind the known ones", () => {
    const table = tableOf(schema, [
      [148, "a", "1", "Yes", jan3],
      [null, "z", null, null, null],
    ]);
    expect(table.columns.map((column) => cellText(column, 0))).toEqual([
      "148",
      "a",
      "1",
      "Yes",
      "2019-01-03T00:00:00.000Z",
    ]);
    expect(table.columns.map((column) => cellText(column, 1))).toEqual([null, "z", null, null, null]);
    expect(table.columns[1]).toMatchObject({ levels: ["a", "b", "z"], codes: Int32Array.of(0, 2) });
  });
});
