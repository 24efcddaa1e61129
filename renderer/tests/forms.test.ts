/** What pages compute without a page: rows from forms, outcomes from pasted text, snippets, sentences. */
import { execFileSync } from "node:child_process";
import { expect, test, vi } from "vitest";
import type { StatusReport } from "../../core/contract/facts.ts";
import { latest } from "../api/latest.ts";
import { bytes, metricValue, percent, quantity } from "../format/numbers.ts";
import { worst } from "../format/status.ts";
import { ago, duration } from "../format/times.ts";
import { rankingVerdict, verdict } from "../format/verdict.ts";
import { waterfallOf } from "../format/waterfall.ts";
import { hasTime, readDate, writeDate } from "../forms/dates.ts";
import { guessColumns } from "../forms/outcome-columns.ts";
import { outcomeOf, parseOutcomes } from "../forms/outcomes.ts";
import { fieldError, isComplete, toRow, typicalDraft } from "../forms/row.ts";
import { predictSnippet } from "../forms/snippets.ts";
import { stepOf, stepped, unitOf } from "../forms/steps.ts";
import { SCHEMAS, versions } from "./double-models.ts";

const [detail] = versions("diabetes", Date.now());
const schema = SCHEMAS.diabetes;

test("a typical row is complete, and numbers travel as numbers", () => {
  const draft = typicalDraft(detail!);
  expect(isComplete(schema, draft)).toBe(true);
  const row = toRow(schema, { ...draft, Glucose: " 148 ", BMI: "33,6", Insulin: "" });
  expect(row).toMatchObject({ Glucose: 148, BMI: 33.6, Insulin: null });
  expect(Object.keys(row)).toEqual(schema.features.map(({ name }) => name));
});

test("an empty field is an error only where the model needs it", () => {
  const field = (name: string) => schema.features.find((feature) => feature.name === name)!;
  expect(fieldError(field("Glucose"), "")).toBeUndefined();
  expect(fieldError(field("Age"), "")).toBe("Needed by this model.");
  expect(fieldError(field("Age"), "young")).toBe("This is not a number.");
});

test("dates are written as the model's file writes them", () => {
  const ms = Date.UTC(2011, 2, 5, 14, 7);
  expect(writeDate(ms, "%d/%m/%y %H:%M")).toBe("05/03/11 14:07");
  expect(writeDate(Date.UTC(2011, 2, 5), "iso")).toBe("2011-03-05");
});

test("dates are read as they are written, in every form that a picker meets", () => {
  const ms = Date.UTC(2011, 2, 5, 14, 7);
  for (const format of ["%d/%m/%y %H:%M", "%Y-%m-%d %H:%M", "%m.%d.%Y %H:%M", "iso"])
    expect(readDate(writeDate(ms, format), format)).toBe(ms);
  expect(readDate("05/03/2011", "%d/%m/%y")).toBeNaN();
  expect([hasTime("%d/%m/%y", ""), hasTime("%H:%M", ""), hasTime("iso", "2011-03-05")]).toEqual([false, true, false]);
});

test("units and steps of a number come from its name and range", () => {
  expect(["weight_kg", "Glucose [mg/dl]", "Temp (°C)", "plan_months", "kg"].map(unitOf)).toEqual([
    "kg",
    "mg/dl",
    "°C",
    null,
    null,
  ]);
  const number = (min: number, max: number, integer: boolean) =>
    stepOf({
      ...schema.features[0]!,
      type: "number",
      integer,
      range: { min, max, low: min, high: max, source: "user" },
    });
  expect([number(0, 1, false), number(44, 199, true), number(0, 1e6, true), number(3, 3, false)]).toEqual([
    0.01, 2, 10_000, 1,
  ]);
  expect(stepped(0.1 + 0.2, 0.1)).toBe(0.3);
});

test("a file's columns are guessed: ids by name or look, else what rows were sent with beside the features", () => {
  const column = (name: string, type: "number" | "identifier" | "datetime" = "number") => ({
    ...{ name, type, role: "feature" as const, missing_share: 0, distinct: 2, histogram: [] },
  });
  const known = { target: "Outcome", features: ["Age"], sent: ["Age", "patient", "day"] };
  const guess = (names: string[], preview: Record<string, string | null>[] = []) =>
    guessColumns({ columns: names.map((name) => column(name)), preview }, known);
  expect(guess(["Prediction ID", "Outcome"])).toMatchObject({ by: "id", id: "Prediction ID", outcome: "Outcome" });
  expect(guess(["ref", "seen"], [{ ref: "01ARYZ6S410000000000000000", seen: "1" }])).toMatchObject({ id: "ref" });
  expect(guess(["patient", "day", "Age", "outcome", "Observed at"])).toEqual({
    ...{ by: "key", id: "", key: ["patient", "day"], outcome: "outcome", observed: "Observed at" },
  });
  expect(guess(["a", "b"])).toMatchObject({ by: "key", key: [], outcome: "b" });
});

test("steps of an answer go from the average to it, in its own unit, and what calibration added is told", () => {
  const part = (feature: string, contribution: number) => ({ feature, value: 1, contribution });
  const odds = waterfallOf(
    {
      ...{
        prediction: 1,
        probabilities: { "0": 0.4, "1": 0.6 },
        explained_class: 1,
        explained_scale: "log_odds" as const,
      },
      ...{ base_value: 0, contributions: [part("a", 0.1), part("b", -2), part("c", 3), part("d", 0)] },
    },
    7,
  );
  expect(odds?.steps.map(({ kind, name }) => (kind === "feature" ? name : kind))).toEqual([
    "start",
    "c",
    "b",
    "a",
    "calibration",
    "end",
  ]);
  expect(odds?.steps[0]?.to).toBe(0.5);
  expect(odds?.steps.at(-1)?.to).toBe(0.6);
  for (const [i, step] of (odds?.steps ?? []).slice(1).entries())
    expect(step.from).toBeCloseTo(odds?.steps[i]?.to ?? Number.NaN, 12);
  const many = waterfallOf(
    {
      ...{ prediction: 10, explained_scale: "value" as const, base_value: 0 },
      contributions: [part("a", 5), part("b", 3), part("c", 1), part("d", 1)],
    },
    2,
  );
  expect(many?.steps.map(({ kind, to }) => [kind, to])).toEqual([
    ["start", 0],
    ["feature", 5],
    ["feature", 8],
    ["rest", 10],
    ["end", 10],
  ]);
});

test("of what is asked for while an answer is on its way only the newest is asked", async () => {
  const seen: number[] = [];
  const gates: (() => void)[] = [];
  const asking = latest((value: number) => {
    seen.push(value);
    return new Promise<void>((resolve) => gates.push(resolve));
  });
  for (let value = 1; value <= 5; value += 1) asking.ask(value);
  expect(seen).toEqual([1]);
  gates.shift()?.();
  await vi.waitFor(() => expect(seen).toEqual([1, 5]));
  asking.ask(6);
  asking.drop();
  gates.shift()?.();
  await new Promise((resolve) => setImmediate(resolve));
  expect(seen).toEqual([1, 5]);
});

test("outcomes stand as they stood in the data", () => {
  expect(outcomeOf("1", "binary", [0, 1])).toBe(1);
  expect(outcomeOf("1", "binary", ["0", "1"])).toBe("1");
  expect(outcomeOf("true", "binary", [false, true])).toBe(true);
  expect(outcomeOf("12,5", "regression", [])).toBe(12.5);
  expect(outcomeOf("maybe", "binary", [0, 1])).toBe("maybe");
});

test("pasted outcomes: header, quotes and either separator are understood, lines that say nothing are named", () => {
  const { outcomes, wrong } = parseOutcomes('prediction_id,outcome\n"a",1\nb;0\n\nc\n', "binary", [0, 1]);
  expect(outcomes).toEqual([
    { prediction_id: "a", outcome: 1 },
    { prediction_id: "b", outcome: 0 },
  ]);
  expect(wrong).toEqual([5]);
});

test("a curl snippet survives a quote in a value: the shell sends exactly that row", () => {
  const row = { name: "O'Brien", age: 44, ward: null };
  const snippet = predictSnippet("curl", "http://127.0.0.1:4870", "stays", row);
  const shown = execFileSync("sh", ["-c", snippet.replace(/^curl/, "printf '%s\\n'")], { encoding: "utf8" });
  expect(JSON.parse(shown.trimEnd().split("\n").at(-1) ?? "")).toEqual(row);
});

test("a Python snippet has Python's None", () => {
  expect(predictSnippet("python", "http://x", "m", { a: null, b: true })).toContain('json={"a": None, "b": True}');
});

test("figures in words", () => {
  expect(verdict("binary", { accuracy: 0.812 }, "Outcome")).toBe("Right for 81 of 100 rows it had never seen.");
  expect(verdict("regression", { mae: 31.24, r2: -0.2 }, "cnt")).toBe("Off by 31.2 on average when it predicts cnt.");
  expect(verdict("multiclass", { accuracy: null }, "class")).toBe("How often it is right could not be measured.");
  expect(rankingVerdict("regression", { roc_auc: 0.8 })).toBeNull();
  expect(rankingVerdict("binary", { roc_auc: 0.838 })).toContain("84 of 100 pairs");
});

test("numbers keep the digits that say something", () => {
  expect(percent(0.8123)).toMatch(/^81\s?%$/);
  expect(metricValue("roc_auc", 0.8381)).toMatch(/^0[.,]838$/);
  expect(metricValue("rmse", null)).toBe("–");
  expect(quantity(1_234_567.8).replace(/\D/g, "")).toBe("1234568");
  expect(quantity(0.0123456)).toMatch(/^0[.,]01235$/);
  expect(bytes(9.3 * 1024 ** 3)).toMatch(/9[.,]3/);
});

test("times are told from the nearest unit", () => {
  const now = Date.parse("2026-11-21T12:00:00Z");
  expect(ago("2026-11-21T09:00:00Z", now)).toMatch(/3/);
  expect(duration(95_000)).toMatch(/^1\D+35\D+$/);
});

test("the headline is decided by the worst answer, and the unknown never hides what is wrong", () => {
  const answers = (
    ...levels: ["ok" | "watch" | "act" | "unknown", "ok" | "watch" | "act" | "unknown"]
  ): StatusReport => ({
    service: { status: levels[0], evidence: [] },
    host: { status: "ok", evidence: [] },
    model: { status: levels[1], evidence: [] },
    blind: false,
  });
  expect(worst(answers("unknown", "act"))).toBe("act");
  expect(worst(answers("unknown", "ok"))).toBe("unknown");
  expect(worst(answers("ok", "ok"))).toBe("ok");
});
