import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createRng } from "../../shared/index.ts";
import { temporaryFolder } from "../../testing/temporary.ts";
import { readTable } from "../read/read-table.ts";
import { type Ask, propose } from "./propose.ts";
import { rankTargets } from "./targets.ts";

const folder = temporaryFolder();
let files = 0;

/** Writes `rows` lines and reads them back. */
async function rowsOf(header: string, rows: number, line: (i: number) => (string | number)[]) {
  const path = join(folder, `${files++}.csv`);
  const text = [header, ...Array.from({ length: rows }, (_, i) => line(i).join(","))].join("\n");
  writeFileSync(path, `${text}\n`);
  return readTable(path);
}

const rng = createRng(5);
const normal = (mean: number, sd: number) => (mean + sd * rng.normal()).toFixed(3);

const shop = (rows = 300) =>
  rowsOf("row_id,customer,note,town,currency,empty,units,price,sales", rows, (i) => {
    const units = 1 + rng.int(9);
    return [
      i + 1,
      `C-${10_000 + ((i * 7919) % 90_000)}`,
      `called on day ${i} about an order`,
      ["Rome", "Oslo", "Bonn"][i % 3]!,
      "EUR",
      "",
      units,
      normal(20, 4),
      normal(10 * units, 5),
    ];
  });

const roles = (proposal: { columns: { name: string; role: string; reason?: string }[] }) =>
  Object.fromEntries(proposal.columns.map(({ name, role, reason }) => [name, reason ?? role]));

async function refusal(ask: Ask, read = shop()) {
  const table = await read;
  try {
    propose(table, ask);
  } catch (error) {
    return (error as { code: string }).code;
  }
  return null;
}

describe("propose", () => {
  test("sets identifiers, free text and constants aside with reasons", async () => {
    const proposal = propose(await shop(), { target: "sales" });
    expect(roles(proposal)).toEqual({
      row_id: "identifier: one value per row",
      customer: "identifier: one value per row",
      note: "free text: one value per row",
      town: "feature",
      currency: "constant: one value in every row",
      empty: "constant: no value in any row",
      units: "feature",
      price: "feature",
      sales: "target",
    });
    expect(proposal).toMatchObject({ task: "regression", classes: [], positive: null, time: [] });
    expect(proposal.features).toEqual(["town", "units", "price"]);
  });

  test("what the user asks for stands", async () => {
    const proposal = propose(await shop(), { target: "sales", exclude: ["town"], include: ["customer"] });
    expect(roles(proposal)).toMatchObject({ town: "by request", customer: "feature" });
    expect(await refusal({ target: "sales", exclude: ["towns"] })).toBe("COLUMN_NOT_FOUND");
  });

  test("flags the parts of a sum, a copy, and another unit of the target", async () => {
    const read = await rowsOf("casual,registered,temp,copy,tenfold,cnt", 400, () => {
      const [casual, registered] = [rng.int(90), rng.int(400)];
      const cnt = casual + registered;
      return [casual, registered, normal(15, 6), cnt, cnt * 10, cnt];
    });
    expect(roles(propose(read, { target: "cnt" }))).toEqual({
      casual: "leak: casual + registered = cnt",
      registered: "leak: casual + registered = cnt",
      temp: "feature",
      copy: "leak: a copy of cnt",
      tenfold: "leak: cnt can be computed from it",
      cnt: "target",
    });
  });

  test("flags factors and divisors, and no formula with other parts", async () => {
    const read = await rowsOf("price,units,weight,height,sales,speed,bmi", 400, () => {
      const [price, units] = [5 + rng.int(900) / 10, 1 + rng.int(20)];
      const [weight, height] = [50 + rng.int(500) / 10, 1.5 + rng.int(50) / 100];
      return [price, units, weight, height, (price * units).toFixed(2), price / units, weight / height ** 2];
    });
    const leaksOf = (target: string, others: string[]) => {
      const { columns } = propose(read, { target, exclude: others });
      return columns.filter(({ reason }) => reason?.startsWith("leak")).map(({ name, reason }) => `${name} ${reason}`);
    };
    expect(leaksOf("sales", ["speed"])).toEqual([
      "price leak: price × units = sales",
      "units leak: price × units = sales",
    ]);
    expect(leaksOf("speed", ["sales"])).toEqual([
      "price leak: price ÷ units = speed",
      "units leak: price ÷ units = speed",
    ]);
    expect(leaksOf("bmi", ["sales", "speed"])).toEqual([]);
  });

  test("the group is no feature; an identifier of several rows is offered as one", async () => {
    const read = await rowsOf("patient_id,x,y", 300, (i) => [1000 + ((i * 7) % 100) * 13, normal(0, 1), i % 2]);
    const { features, columns, warnings } = propose(read, { target: "y" });
    expect([features, columns[0]!.reason]).toEqual([["x"], "identifier: 100 values in 300 rows"]);
    expect(warnings.join()).toContain('--group "patient_id"');
    const grouped = propose(read, { target: "y", group: "x", include: ["patient_id"] });
    expect([grouped.features, grouped.columns[1]!.reason]).toEqual([["patient_id"], "group: its rows stay together"]);
    expect(grouped.warnings).toEqual([]);
    expect(await refusal({ target: "y", group: "y" }, Promise.resolve(read))).toBe("WRONG_USE");
    expect(await refusal({ target: "y", group: "z" }, Promise.resolve(read))).toBe("COLUMN_NOT_FOUND");
  });

  test("flags columns that give a class away, and no strong but fallible one", async () => {
    const read = await rowsOf("letter,score,good,weak,city,died", 500, (i) => {
      const died = i % 4 === 0;
      return [
        died ? "D" : "A",
        died ? normal(50, 2) : normal(10, 2),
        died ? normal(3, 1) : normal(0, 1),
        normal(0, 1),
        `town ${i % 7}`,
        died ? 1 : 0,
      ];
    });
    expect(roles(propose(read, { target: "died" }))).toEqual({
      letter: "leak: its values go one to one with died",
      score: "leak: cut-offs in it part the classes of died without an error",
      good: "feature",
      weak: "feature",
      city: "feature",
      died: "target",
    });
  });

  test("a measurement that parts the classes of a small table is no leak", async () => {
    const read = await rowsOf("petal,sepal,kind", 150, (i) => [
      (i % 3) * 10 + Number(normal(0, 1)),
      normal(0, 1),
      ["x", "y", "z"][i % 3]!,
    ]);
    expect(propose(read, { target: "kind" }).features).toEqual(["petal", "sepal"]);
  });

  test("never leaves nothing: the only column stays, with a warning", async () => {
    const read = await rowsOf("x,y", 60, (i) => [i + 1, 2 * i + 3]);
    const { features, warnings } = propose(read, { target: "y" });
    expect(features).toEqual(["x"]);
    expect(warnings.join()).toContain("nothing else is left");
    const names = await rowsOf("name,y", 60, (i) => [`person ${i} of us`, i % 2]);
    expect(await refusal({ target: "y" }, Promise.resolve(names))).toBe("NO_FEATURES");
  });

  test("a total that grows from day to day does not make the date a leak", async () => {
    const day = (i: number) => new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10);
    const read = await rowsOf("day,x,total", 100, (i) => [day(i), normal(0, 1), i * 3 + 0.5]);
    expect(propose(read, { target: "total" })).toMatchObject({ time: ["day"], features: ["day", "x"] });
  });

  test("refuses targets that cannot be learnt", async () => {
    expect(await refusal({ target: "Sale" })).toBe("COLUMN_NOT_FOUND");
    expect(await refusal({ target: "currency" })).toBe("TARGET_CONSTANT");
    expect(await refusal({ target: "empty" })).toBe("TARGET_MISSING");
    expect(await refusal({ target: "note" })).toBe("TARGET_UNSUITABLE");
    expect(await refusal({ target: "town", task: "regression" })).toBe("TARGET_UNSUITABLE");
    expect(await refusal({ target: "town", task: "binary" })).toBe("TARGET_UNSUITABLE");
    expect(await refusal({ target: "sales" }, shop(1))).toBe("TOO_FEW_ROWS");
    expect(await refusal({}, shop(1))).toBe("TOO_FEW_ROWS");
  });

  test("classes keep their form, the positive one comes last", async () => {
    const positive = async (a: string, b: string, ask: Ask = {}) => {
      const read = await rowsOf("x,y", 60, (i) => [normal(0, 1), i % 3 === 0 ? a : b]);
      const { classes, positive } = propose(read, { target: "y", ...ask });
      return [classes, positive];
    };
    expect(await positive("0", "1")).toEqual([[0, 1], 1]);
    expect(await positive("UP", "DOWN")).toEqual([["DOWN", "UP"], "UP"]);
    expect(await positive("no", "yes")).toEqual([["no", "yes"], "yes"]);
    expect(await positive("False", "True")).toEqual([[false, true], true]);
    expect(await positive("001", "002")).toEqual([["002", "001"], "001"]);
    expect(await positive("UP", "DOWN", { positive: "DOWN" })).toEqual([["UP", "DOWN"], "DOWN"]);
    await expect(positive("UP", "DOWN", { positive: "LEFT" })).rejects.toMatchObject({ code: "TARGET_UNSUITABLE" });
  });

  test("a date by which rows are ordered, or spread, is the time; a birthday is not", async () => {
    const day = (i: number) => new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10);
    const read = await rowsOf("birth_date,shipped,visit_date,x,y", 200, (i) => [
      day(-9000 - ((i * 37) % 4000)),
      day(((i * 31) % 200) + 2),
      day(i),
      normal(0, 1),
      normal(0, 1),
    ]);
    const proposal = propose(read, { target: "y" });
    expect(proposal.time).toEqual(["visit_date"]);
    expect(proposal.features).toContain("visit_date");
    expect(roles(proposal)).toMatchObject({ birth_date: "feature", visit_date: "rows are in its order" });
    expect(propose(read, { target: "y", time: [] }).time).toEqual([]);
    expect(propose(read, { target: "y", exclude: ["visit_date"] }).time).toEqual(["shipped"]);
  });
});

describe("rankTargets", () => {
  test("prefers names of outcomes, then the last column; codes are classes, measurements numbers", async () => {
    const read = await rowsOf("id,quality,hours,grade,outcome,last", 200, (i) => [
      i,
      3 + (i % 6),
      normal(5, 1),
      i % 4,
      i % 2,
      normal(1, 1),
    ]);
    const ranked = rankTargets(read);
    expect(ranked[0]).toMatchObject({ column: "outcome", task: "binary" });
    expect(ranked.map(({ column }) => column)).not.toContain("id");
    expect(Object.fromEntries(ranked.map(({ column, task }) => [column, task]))).toMatchObject({
      quality: "regression",
      hours: "regression",
      grade: "multiclass",
    });
    for (const { reason } of ranked) expect(reason).not.toBe("");
  });
});
