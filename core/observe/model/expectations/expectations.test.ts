import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Expectation, type ExpectationEdit, type ModelSchema } from "../../../contract/index.ts";
import type { Table } from "../../../data/index.ts";
import { createRng, deriveSeed } from "../../../shared/index.ts";
import { countExceededWith } from "../../statistics/index.ts";
import { numbers, tableOf, texts } from "../../testing.ts";
import { judgeExpectations } from "./judge.ts";
import { proposeExpectations } from "./propose.ts";

const range = { min: 0, max: 1, low: 0, high: 1, source: "learned" as const };
const number = (name: string) => ({
  name,
  type: "number" as const,
  nullable: true,
  missingTokens: [],
  range,
  integer: false,
});
const schema: ModelSchema = {
  ...{ task: "regression", target: "y", classes: [], positive: null, time: ["visit"] },
  features: [
    ...["visit", "diastolic", "systolic", "patient"].map(number),
    { name: "ward", type: "category", nullable: true, missingTokens: [], categories: [] },
  ],
};

/** Rows in the order of visits; diastolic below systolic, one ward in twenty missing, a number for every patient. */
function clinic(rows: number, seed: number, from = 0): Table {
  const rng = createRng(deriveSeed(seed, "clinic"));
  const diastolic = Float64Array.from({ length: rows }, () => Math.round(78 + 9 * rng.normal()));
  const wards = ["north", "south", "east"];
  return tableOf(
    numbers(
      "visit",
      Array.from({ length: rows }, (_, row) => from + row),
    ),
    numbers("diastolic", diastolic),
    numbers(
      "systolic",
      diastolic.map((value) => value + 15 + rng.int(40)),
    ),
    numbers(
      "patient",
      Array.from({ length: rows }, (_, row) => 7 * (from + row) + 3),
    ),
    texts(
      "ward",
      Array.from({ length: rows }, () => (rng.next() < 0.05 ? null : wards[rng.int(3)]!)),
    ),
  );
}
const suite = proposeExpectations(clinic(2000, 1), schema);
const idsOf = (rows: number) => Array.from({ length: rows }, (_, row) => `p${row}`);
const judge = (table: Table, edits: Record<string, ExpectationEdit> = {}, unreadable = new Map<string, number[]>()) =>
  judgeExpectations(suite, edits, { table, ids: idsOf(table.rows), unreadable });
const brokenOf = (judged: ReturnType<typeof judge>) =>
  judged.flatMap(({ id, result }) => (result?.passed === false ? [id] : []));

describe("what is proposed", () => {
  test("follows from the rows, and says from what", () => {
    expect(suite.map(({ id }) => id).sort()).toEqual(
      [
        ...["diastolic", "patient", "systolic", "visit", "ward"].flatMap((name) => [`type:${name}`, `present:${name}`]),
        ...["range:diastolic", "range:systolic", "categories:ward", "unique:visit", "unique:patient"],
        ...["ordered:visit", "at_most:diastolic≤systolic", "at_most:visit≤patient"],
      ].sort(),
    );
    expect(Expectation.array().parse(suite)).toEqual(suite);
    expect(suite.find(({ id }) => id === "present:ward")!.reason).toContain("missing in");
  });
  test("needs rows enough, and relations that chance would break", () => {
    expect(proposeExpectations(clinic(60, 1), schema)).toEqual([]);
    const apart = tableOf(
      numbers(
        "diastolic",
        clinic(800, 2).columns[1]!.kind === "number" ? Array.from({ length: 800 }, (_, k) => k % 50) : [],
      ),
      numbers(
        "systolic",
        Array.from({ length: 800 }, (_, k) => 100 + (k % 30)),
      ),
    );
    expect(proposeExpectations(apart, schema).map(({ id }) => id)).not.toContain("at_most:diastolic≤systolic");
  });
});

describe("a window", () => {
  test("as ever keeps every rule, small or large", () => {
    for (const [rows, seed] of [
      [50, 2],
      [200, 3],
      [1000, 4],
    ] as const)
      expect(brokenOf(judge(clinic(rows, seed, 2000)))).toEqual([]);
  });
  test("that breaks rules is told which, how often, and in which rows", () => {
    const table = clinic(400, 5, 2000);
    const [visit, diastolic, , patient, ward] = table.columns;
    if (visit?.kind !== "number" || diastolic?.kind !== "number" || patient?.kind !== "number" || ward?.kind !== "text")
      throw new Error("another table");
    diastolic.values.fill(260, 10, 30);
    patient.values.fill(patient.values[0]!, 50, 90);
    visit.values.fill(1, 100, 140);
    ward.codes.fill(ward.levels.push("west") - 1, 200, 240);
    const judged = judge(table, {}, new Map([["systolic", [3, 4, 5, 6, 7, 8, 9, 10]]]));
    expect(brokenOf(judged).sort()).toEqual(
      [
        "at_most:diastolic≤systolic",
        "categories:ward",
        "ordered:visit",
        "range:diastolic",
        "type:systolic",
        "unique:patient",
        "unique:visit",
      ].sort(),
    );
    const { result, words } = judged.find(({ id }) => id === "range:diastolic")!;
    expect(result).toMatchObject({ broken: 20, examples: ["p10", "p11", "p12", "p13", "p14"], rows: 400 });
    expect(result!.reason).toContain("the first with 260");
    expect(words).toMatch(/^diastolic lies between \d+ and \d+$/);
  });
  test("without the column, or without a value, is not judged and says so", () => {
    const empty = tableOf(numbers("diastolic", new Float64Array(60).fill(Number.NaN)));
    const judged = judge(empty);
    for (const { id, result } of judged)
      if (id !== "present:diastolic" && id !== "type:diastolic")
        expect(result).toMatchObject({ passed: null, reason: expect.stringMatching(/\w/) });
    expect(brokenOf(judged)).toEqual(["present:diastolic"]);
    expect(judgeExpectations(suite, {}, null).every(({ result }) => result === null)).toBe(true);
  });
});

describe("a person's word", () => {
  const table = clinic(300, 6, 2000);
  test("a declined rule is not judged, an accepted one is", () => {
    const judged = judge(table, { "unique:patient": { status: "declined" }, "range:systolic": { status: "accepted" } });
    expect(judged.find(({ id }) => id === "unique:patient")).toMatchObject({ status: "declined", result: null });
    expect(judged.find(({ id }) => id === "range:systolic")).toMatchObject({
      status: "accepted",
      result: { passed: true },
    });
  });
  test("limits of a person's own allow no row beyond them, unless a tolerance does", () => {
    expect(brokenOf(judge(table, { "range:systolic": { max: 120 } }))).toEqual(["range:systolic"]);
    const lenient = judge(table, {
      "range:systolic": { max: 120, tolerance: 0.9 },
      "unique:patient": { status: "declined" },
    });
    expect(brokenOf(lenient)).toEqual([]);
    expect(brokenOf(judge(table, { "categories:ward": { allowed: ["north"] } }))).toEqual(["categories:ward"]);
  });
});

test("how many rows may break a rule by chance", () => {
  // With a = 1: P(K > k) = Π (500 − i) ÷ (4,500 − i) over i = 0 … k: 1.4e-3, 1.5e-4, 1.7e-5 for k = 2, 3, 4.
  expect(countExceededWith(1e-3, 500, 1, 4000)).toBe(3);
  expect(countExceededWith(1e-4, 500, 1, 4000)).toBe(4);
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 400 }),
      fc.double({ min: 0.5, max: 50, noNaN: true }),
      fc.integer({ min: 1, max: 5000 }),
      (rows, a, b) => {
        const count = countExceededWith(1e-4, rows, a, b);
        expect(count).toBeLessThanOrEqual(rows);
        expect(count).toBeGreaterThanOrEqual(countExceededWith(1e-2, rows, a, b));
      },
    ),
  );
});
