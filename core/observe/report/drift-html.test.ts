import { describe, expect, test } from "vitest";
import type { WindowPerformance } from "../../contract/index.ts";
import { compareTables } from "../model/drift/compare.ts";
import { drawn, numbers, tableOf, texts } from "../testing.ts";
import { driftHtml } from "./drift-html.ts";

const wide = (rows: number, seed: number, shift: number) =>
  tableOf(
    ...Array.from({ length: 49 }, (_, k) =>
      drawn(`feature ${k}`, rows, seed + k, (rng) => rng.normal() + (k < 20 ? shift : 0)),
    ),
    texts(
      "<b>ward</b>",
      Array.from({ length: rows }, (_, k) => (k % 2 ? "a & b" : '"c"')),
    ),
  );

describe("the report as one file", () => {
  const html = driftHtml(compareTables(wide(2000, 1, 0), wide(500, 100, 1)), { title: "sales <v0003>", at: "1 May" });

  test("says the verdict first, in words", () => {
    expect(html).toContain("The data have changed: 20 of 50 columns drifted.");
    expect(html.indexOf("The data have changed")).toBeLessThan(html.indexOf("<table"));
  });
  test("is small, needs nothing from outside and runs nothing", () => {
    expect(html.length).toBeLessThan(2e6);
    expect(html).not.toMatch(/https?:|<script|<link|<img|url\(|@import/);
  });
  test("shows every feature with its chart, drifted ones first", () => {
    const table = html.slice(html.indexOf("<table"));
    expect(table.match(/<svg /g)).toHaveLength(50);
    expect(table.indexOf("<b>feature 3</b>")).toBeLessThan(table.indexOf("<b>feature 30</b>"));
  });
  test("shows the three strongest changes before the table, and what to do", () => {
    const first = html.slice(0, html.indexOf("<table"));
    expect(first.match(/<svg /g)).toHaveLength(3);
    expect(first).toContain("What to do:");
  });
  test("escapes names and values", () => {
    expect(html).toContain("&lt;b&gt;ward&lt;/b&gt;");
    expect(html).not.toContain("<b>ward");
    expect(html).toContain("sales &lt;v0003&gt;, 1 May");
    expect(html).toContain("a &amp; b");
  });
});

test.each([
  ["no drift", wide(200, 1, 0), wide(200, 300, 0), "Nothing has changed that matters"],
  ["too few rows", wide(200, 1, 0), wide(20, 300, 0), "too few rows"],
  [
    "a data break",
    tableOf(
      numbers(
        "x",
        Array.from({ length: 200 }, (_, k) => k),
      ),
    ),
    tableOf(numbers("x", Array(200).fill(Number.NaN))),
    "data are broken",
  ],
])("%s has its own first sentence", (_, reference, current, says) => {
  expect(driftHtml(compareTables(reference, current), { title: "t" })).toContain(says);
});

describe("how right the answers are", () => {
  const report = compareTables(wide(200, 1, 0), wide(200, 300, 0));
  const realised: WindowPerformance["realised"] = {
    ...{ metric: "roc_auc", reference: 0.85, reference_interval: [0.83, 0.87], coverage: null, intervals: {}, all: {} },
    ...{ current: null, current_interval: null, labelled: 0, drop: null },
  };
  const told = (performance: WindowPerformance) => driftHtml({ ...report, performance }, { title: "t" });

  test("what is estimated stands beside what is known", () => {
    const estimated: WindowPerformance["estimated"] = {
      ...{ known: true, method: "cbpe", metric: "roc_auc", value: 0.81, interval: [0.79, 0.83], drop: 0.05 },
      ...{ rows: 200, metrics: {}, intervals: {}, reference: 0.85, reference_interval: null },
    };
    const html = told({ realised, estimated });
    expect(html).toContain("No outcome is known yet.");
    expect(html).toContain("0.79 to 0.83");
  });
  test("or the reason why nothing is", () => {
    const html = told({ realised, estimated: { known: false, because: "outside_training", reason: "Too <far>." } });
    expect(html).toContain("Cannot be known. Too &lt;far&gt;.");
  });
  test("and nothing where no model was looked at", () => {
    expect(driftHtml(report, { title: "t" })).not.toContain("Is it still right?");
  });
});
