import { describe, expect, test } from "vitest";
import type { QualityFinding } from "../../../contract/index.ts";
import type { Table } from "../../../data/index.ts";
import { createRng } from "../../../shared/index.ts";
import { drawn, numbers, tableOf, texts } from "../../testing.ts";
import { compareTables } from "../drift/compare.ts";

const patients = (rows: number, seed: number) => ({
  glucose: drawn("glucose", rows, seed, (rng) => Math.round(Math.max(60, 120 + 30 * rng.normal()))).values,
  weight: drawn("weight", rows, seed + 1, (rng) => Math.round(10 * (78 + 9 * rng.normal())) / 10).values,
  temperature: drawn("temperature", rows, seed + 2, (rng) => Math.round(10 * (36.8 + 0.4 * rng.normal())) / 10).values,
  pressure: drawn("pressure", rows, seed + 3, (rng) => Math.round(75 + 9 * rng.normal())).values,
});
type Patients = ReturnType<typeof patients>;
const asTable = (values: Patients): Table =>
  tableOf(...Object.entries(values).map(([name, cells]) => numbers(name, cells)));

const reference = asTable(patients(3000, 1));
/** 400 new rows, changed by `change`. */
function check(change: (values: Patients) => void, rows = 400) {
  const values = patients(rows, 50);
  change(values);
  return compareTables(reference, asTable(values));
}
const of = (quality: QualityFinding[], kind: QualityFinding["kind"]) =>
  quality.filter((finding) => finding.kind === kind);
const scale = (column: Float64Array, factor: number, offset = 0) => {
  for (let row = 0; row < column.length; row++) column[row] = column[row]! * factor + offset;
};

test("rows as ever: no finding", () => {
  expect(check(() => undefined)).toMatchObject({ verdict: "no_drift", quality: [] });
});

describe("a change of unit", () => {
  test.each<[string, keyof Patients, number, number, string]>([
    ["mg/dL to mmol/L", "glucose", 1 / 18.0182, 0, "18.02"],
    ["kg to lb", "weight", 2.2046226, 0, "2.205"],
    ["°C to °F", "temperature", 1.8, 32, "°F"],
    ["a thousand", "pressure", 1000, 0, "thousand"],
    ["a thousandth", "weight", 0.001, 0, "divided by a thousand"],
    ["mmHg to kPa", "pressure", 1 / 7.500617, 0, "7.501"],
  ])("%s", (_, column, factor, offset, named) => {
    const report = check((values) => scale(values[column], factor, offset));
    expect(report.verdict).toBe("data_break");
    expect(of(report.quality, "unit_change")).toEqual([
      expect.objectContaining({ column, share: 1, evidence: expect.stringContaining(named) }),
    ]);
  });
  test("a factor that has no name", () => {
    const report = check((values) => scale(values.pressure, 1 / 4.7));
    expect(of(report.quality, "unit_change")).toEqual([
      expect.objectContaining({ column: "pressure", evidence: expect.stringContaining("divided by about 4.7") }),
    ]);
  });
  test("inside the usual range, where the values' grid shows it", () => {
    const dose = (rows: number, seed: number) =>
      drawn("dose", rows, seed, (rng) => Math.round(100 * Math.exp(0.8 * rng.normal())));
    const converted = (factor: number) =>
      numbers(
        "dose",
        dose(400, 4).values.map((value) => value * factor),
      );
    const kinds = (now: Table) => compareTables(tableOf(dose(6000, 3)), now).quality.map(({ kind }) => kind);
    expect(kinds(tableOf(converted(1 / 2.2046226)))).toContain("unit_change");
    // A world in which doses have halved for once lies on no grid of pounds.
    const halved = drawn("dose", 400, 4, (rng) => Math.round(45 * Math.exp(0.8 * rng.normal())));
    expect(kinds(tableOf(halved))).not.toContain("unit_change");
  });
  test("of a part of the rows", () => {
    const report = check((values) => scale(values.weight.subarray(280), 1000));
    const [found] = of(report.quality, "unit_change");
    expect(found).toMatchObject({ column: "weight", share: 0.3 });
  });
  test("is not seen in a population that is older, heavier or narrower", () => {
    expect(of(check((values) => scale(values.weight, 1, 25)).quality, "unit_change")).toEqual([]);
    expect(of(check((values) => scale(values.pressure, 0.3, 60)).quality, "unit_change")).toEqual([]);
  });
});

describe("a sentinel", () => {
  test.each([-999, 0, 9999])("%i", (code) => {
    const report = check((values) => values.pressure.fill(code, 0, 20));
    expect(report.verdict).toBe("data_break");
    expect(of(report.quality, "sentinel")).toEqual([expect.objectContaining({ column: "pressure", share: 0.05 })]);
  });
  test("is not seen in a new ordinary value, or in one far row", () => {
    const report = check((values) => {
      values.temperature.fill(39.2, 0, 20);
      values.glucose[0] = 390;
    });
    expect(of(report.quality, "sentinel")).toEqual([]);
  });
});

describe("values that go missing", () => {
  test("half of them break", () => {
    const report = check((values) => values.glucose.fill(Number.NaN, 0, 200));
    expect(report).toMatchObject({ verdict: "data_break", quality: [{ kind: "missing", share: 0.5 }] });
  });
  test("a few do not", () => {
    expect(check((values) => values.glucose.fill(Number.NaN, 0, 40))).toMatchObject({
      verdict: "no_drift",
      quality: [{ kind: "missing", share: 0.1 }],
    });
    expect(check((values) => values.glucose.fill(Number.NaN, 0, 8)).quality).toEqual([]);
  });
});

test("a stuck sensor, from a row on", () => {
  const report = check((values) => values.temperature.fill(36.9, 200));
  expect(of(report.quality, "constant")).toEqual([expect.objectContaining({ column: "temperature", share: 0.5 })]);
  expect(report.verdict).toBe("data_break");
});

test("no stuck sensor where the reference stood still as long", () => {
  const steps = (rows: number) =>
    numbers(
      "level",
      Array.from({ length: rows }, (_, row) => Math.floor(row / 500)),
    );
  expect(compareTables(tableOf(steps(8000)), tableOf(steps(400))).verdict).not.toBe("data_break");
});

test("swapped columns", () => {
  const report = check((values) => {
    const held = values.weight.slice();
    values.weight.set(values.glucose);
    values.glucose.set(held);
  });
  expect(of(report.quality, "swapped").map(({ column }) => column)).toEqual(["glucose", "weight"]);
  expect(report.verdict).toBe("data_break");
});

test("rows far out are told, and break nothing", () => {
  const report = check((values) => values.glucose.set([2500, 1800]));
  expect(of(report.quality, "out_of_range")).toEqual([expect.objectContaining({ column: "glucose", share: 0.005 })]);
  expect(report.verdict).toBe("no_drift");
});

test("rows sent twice", () => {
  const report = check((values) => {
    for (const column of Object.values(values)) column.copyWithin(0, 300, 400);
  });
  expect(of(report.quality, "duplicate")).toEqual([expect.objectContaining({ share: 0.25 })]);
});

test("a category that no longer comes is told; one under a new name is no loss", () => {
  const ward = (rows: number, seed: number, names: readonly string[]) => {
    const rng = createRng(seed);
    return tableOf(
      texts(
        "ward",
        Array.from({ length: rows }, () => names[Math.min(3, rng.int(5))]!),
      ),
    );
  };
  const before = ward(2000, 1, ["north", "south", "east", "west"]);
  const closed = compareTables(before, ward(300, 2, ["north", "south", "south", "west"]));
  expect(closed.verdict).not.toBe("data_break");
  expect(of(closed.quality, "vanished_category")).toMatchObject([{ evidence: expect.stringContaining("“east”") }]);
  const renamed = compareTables(before, ward(300, 2, ["north", "south", "East", "west"]));
  expect(renamed.verdict).toBe("data_break");
  expect(of(renamed.quality, "vanished_category")).toEqual([]);
});

describe("categories", () => {
  const cells = (rows: number, levels: string[]) => {
    const rng = createRng(rows);
    return texts(
      "sex",
      Array.from({ length: rows }, () => levels[rng.int(levels.length)]!),
    );
  };
  test("recoded: a break", () => {
    const report = compareTables(tableOf(cells(1000, ["m", "f"])), tableOf(cells(200, ["1", "2"])));
    expect(report).toMatchObject({
      verdict: "data_break",
      quality: [
        { kind: "new_category", share: 1, breaking: true },
        { kind: "vanished_category", share: 1 },
      ],
    });
  });
  test("a newcomer: told", () => {
    const report = compareTables(tableOf(cells(1000, ["m", "f"])), tableOf(cells(200, ["m", "f", "x"])));
    expect(report.quality).toMatchObject([{ kind: "new_category" }]);
    expect(report.verdict).not.toBe("data_break");
  });
  test("one new level at a time (months): told, no break", () => {
    const months = texts("month", [...Array(500).fill("Jan"), ...Array(500).fill("Feb")]);
    const report = compareTables(tableOf(months), tableOf(texts("month", Array(200).fill("Mar"))));
    expect(report.verdict).not.toBe("data_break");
  });
});

describe("what would mend it", () => {
  const repairs = (report: ReturnType<typeof compareTables>) => report.quality.flatMap(({ repair }) => repair ?? []);

  test("a far unit: values that lie nearer to the range once converted; a near one: all of them", () => {
    expect(repairs(check((values) => scale(values.pressure, 1000)))).toEqual([
      { kind: "convert", column: "pressure", factor: 1000, offset: 0, range: [expect.any(Number), expect.any(Number)] },
    ]);
    expect(repairs(check((values) => scale(values.weight, 2.2046226)))).toEqual([
      { kind: "convert", column: "weight", factor: 2.2046226, offset: 0, range: null },
    ]);
  });
  test("a sentinel is missing, and swapped columns change places once more", () => {
    expect(repairs(check((values) => values.glucose.subarray(0, 40).fill(9999)))).toEqual([
      { kind: "sentinel", column: "glucose", value: 9999 },
    ]);
    const exchanged = check((values) => {
      const { glucose } = values;
      values.glucose = values.weight;
      values.weight = glucose;
    });
    expect(repairs(exchanged)[0]).toEqual({ kind: "swap", columns: ["glucose", "weight"] });
  });
});

describe("new names for old categories", () => {
  const wards = (rows: number, seed: number, names: readonly string[]) => {
    const rng = createRng(seed);
    const upTo = [0.45, 0.75, 0.9, 1];
    return texts(
      "ward",
      Array.from({ length: rows }, () => {
        const drawn = rng.next();
        return names[upTo.findIndex((share) => drawn < share)]!;
      }),
    );
  };
  const before = wards(4000, 1, ["surgery", "general", "children", "eye"]);
  const now = (names: readonly string[], rows = 500) =>
    compareTables(tableOf(before), tableOf(wards(rows, 2, names))).quality;

  test.each<[string, string[], Record<string, string>]>([
    ["by their spelling", ["Surgery ", "general", "children", "eye"], { "Surgery ": "surgery" }],
    ["by their share", ["surgery", "general", "paediatrics", "eye"], { paediatrics: "children" }],
    ["all of them", ["A", "B", "C", "D"], { A: "surgery", B: "general", C: "children", D: "eye" }],
  ])("%s", (_, names, expected) => {
    expect(now(names)).toMatchObject([{ repair: { kind: "rename", column: "ward", names: expected } }]);
  });
  test("one that takes the place of another of a different size is a newcomer", () => {
    const merged = now(["surgery", "surgery", "children", "merged"]);
    expect(merged).toMatchObject([{ kind: "new_category" }, { kind: "vanished_category" }]);
    expect(merged[0]).not.toHaveProperty("repair");
  });
});

describe("a mean that is not to move", () => {
  const lifted = asTable({ ...patients(400, 50), pressure: patients(400, 50).pressure.map((value) => 1.35 * value) });

  test("breaks where it is off by the share that was set, and says by how much", () => {
    const report = compareTables(reference, lifted, { meanJump: 0.3 });
    expect(report.verdict).toBe("data_break");
    const [finding, ...others] = of(report.quality, "mean_jump");
    expect([finding, others]).toMatchObject([{ column: "pressure", breaking: true }, []]);
    expect(finding!.evidence).toContain("limit 30 %");
  });

  test("may be off by less, and by anything where nothing was set", () => {
    expect(of(compareTables(reference, lifted, { meanJump: 0.4 }).quality, "mean_jump")).toEqual([]);
    expect(compareTables(reference, lifted).verdict).not.toBe("data_break");
  });

  test("is not off by chance: few rows around zero, of which any mean is far in relation", () => {
    const around = (rows: number, seed: number) => tableOf(drawn("x", rows, seed, (rng) => rng.normal()));
    expect(compareTables(around(3000, 1), around(60, 2), { meanJump: 0.3 }).quality).toEqual([]);
  });
});
