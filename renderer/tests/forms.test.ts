/** What pages compute without a page: rows from forms, outcomes from pasted text, snippets, sentences. */
import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { Policy } from "../../core/contract/incidents.ts";
import { latest } from "../api/latest.ts";
import { previewCell, withoutFlags } from "../format/cells.ts";
import { lastGate, metricPairs } from "../format/compare.ts";
import { lineageRows } from "../format/lineage.ts";
import { blocksOf, spansOf } from "../format/markdown.ts";
import { bytes, metricValue, percent, quantity } from "../format/numbers.ts";
import { ago, duration } from "../format/times.ts";
import { rankingVerdict, verdict } from "../format/verdict.ts";
import { waterfallOf } from "../format/waterfall.ts";
import { hasTime, readDate, writeDate } from "../forms/dates.ts";
import { findingsOf, missingTokens } from "../forms/findings.ts";
import { guessColumns } from "../forms/outcome-columns.ts";
import { outcomeOf, parseOutcomes } from "../forms/outcomes.ts";
import { isWrong, POLICY_GROUPS, shownSetting, typedSetting } from "../forms/policy-settings.ts";
import { fieldError, isComplete, toRow, typicalDraft } from "../forms/row.ts";
import { feedbackSnippet, LANGUAGES, predictSnippet } from "../forms/snippets.ts";
import { stepOf, stepped, unitOf } from "../forms/steps.ts";
import { cheapest, costPer100, figuresAt, perHundred, pointOf, shareOf } from "../forms/threshold.ts";
import { emptyForm, modelName, readOptions, withoutLostColumns } from "../forms/train-form.ts";
import { PASSED } from "./double-incidents.ts";
import { outlineOf, SCHEMAS, versions } from "./double-models.ts";
import { thresholdsOf } from "./double-versions.ts";

const [detail] = versions("diabetes", Date.now());
const schema = SCHEMAS.diabetes;

test("a typical row is complete, and numbers travel as numbers", () => {
  const draft = typicalDraft(outlineOf(detail!));
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

test("snippets of R and Excel quote what the languages need quoted", () => {
  const row = { "blood pressure": 120, ward: 'the "new" one', known: null, smoker: true };
  expect(predictSnippet("r", "http://x", "m", row)).toContain(
    'list(`blood pressure` = 120, `ward` = "the \\"new\\" one", `known` = NULL, `smoker` = TRUE)',
  );
  expect(predictSnippet("excel", "http://x", "m", row)).toContain(
    '[#"blood pressure" = 120, #"ward" = "the ""new"" one", #"known" = null, #"smoker" = true]',
  );
});

test("every language sends the token where one is needed, and none where it is not", () => {
  for (const language of LANGUAGES) {
    expect(predictSnippet(language, "http://x", "m", { a: 1 }, "t0ken")).toContain("t0ken");
    expect(predictSnippet(language, "http://x", "m", { a: 1 }).toLowerCase()).not.toContain("bearer");
    const feedback = feedbackSnippet(language, "http://x", { prediction: "01J", outcome: "yes", token: "t0ken" });
    for (const part of ["http://x/feedback", "01J", "yes", "t0ken"]) expect(feedback).toContain(part);
  }
});

test("a decimal comma in pasted outcomes parts no cells", () => {
  const { outcomes, wrong } = parseOutcomes("a;12,5\nb,3.5\nc\t7", "regression", []);
  expect(outcomes.map(({ outcome }) => outcome)).toEqual([12.5, 3.5, 7]);
  expect(wrong).toEqual([]);
});

test("shares are typed in percent, with a point or a comma", () => {
  expect(shownSetting("metric_drop", Policy.parse({ metric_drop: 0.07 }))).toBe("7");
  expect(typedSetting("metric_drop", "7")).toBe(0.07);
  expect(typedSetting("refit_gain", "0,5")).toBe(0.005);
  expect(typedSetting("psi_warn", "0,15")).toBe(0.15);
  expect(typedSetting("mean_jump", "")).toBeNull();
});

test("policy settings go back and forth between fields and values", () => {
  const policy = Policy.parse({ protected: ["sex", "age, years"], old_margin: null });
  for (const { fields } of POLICY_GROUPS)
    for (const { name } of fields) expect(typedSetting(name, shownSetting(name, policy)), name).toEqual(policy[name]);
  expect(typedSetting("canary_shares", "5; 25, 50")).toEqual([5, 25, 50]);
  expect(isWrong("canary_shares", "5, many")).toBe(true);
  expect(isWrong("old_margin", "")).toBe(false);
  expect(isWrong("psi_warn", "")).toBe(true);
});

test("every setting of a policy stands on the page", () => {
  const shown = POLICY_GROUPS.flatMap(({ fields }) => fields.map(({ name }): string => name));
  expect(["mode", ...shown].toSorted()).toEqual(Object.keys(Policy.shape).toSorted());
});

test("figures in words", () => {
  expect(verdict("binary", { accuracy: 0.812 }, "Outcome")).toBe("Right for 81 of 100 cases it had never seen.");
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

const report = thresholdsOf(detail!);

test("a threshold's figures are those of its counts, and the cheapest is the cheapest", () => {
  for (const at of report.points.keys()) {
    const { hits, misses, alarms, passed, sensitivity, specificity, ppv } = figuresAt(report, at);
    expect(hits + misses).toBe(report.positives);
    expect(hits + misses + alarms + passed).toBe(report.rows);
    expect(sensitivity!.value).toBeCloseTo(hits / report.positives, 12);
    expect(specificity!.value).toBeCloseTo(passed / (report.rows - report.positives), 12);
    if (hits + alarms > 0) expect(ppv!.value).toBeCloseTo(hits / (hits + alarms), 12);
    else expect(ppv).toBeNull();
  }
  const costs = { alarm: 1, miss: 7 };
  const all = [...report.points.keys()].map((at) => costPer100(report, at, costs));
  expect(all[cheapest(report, costs)]).toBe(Math.min(...all));
  // The dearer a miss, the lower the threshold.
  const chosen = [0.2, 1, 5, 25].map((miss) => cheapest(report, { alarm: 1, miss }));
  expect(chosen).toEqual(chosen.toSorted((a, b) => a - b));
});

test("the point in force is the lowest that the threshold reaches", () => {
  const at = pointOf(report, 0.3);
  expect(report.points[at]!.threshold).toBeGreaterThanOrEqual(0.3);
  expect(report.points[at + 1]!.threshold).toBeLessThan(0.3);
  expect(report.points[pointOf(report, null)]!.threshold).toBeGreaterThan(0.5);
});

test("shares have intervals within 0 and 1 that hold them; counts become a hundred", () => {
  const counts = fc.array(fc.nat(10_000), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(counts, (parts) => {
      const whole = parts.reduce((sum, part) => sum + part, 0);
      const { value, interval } = shareOf(parts[0]!, whole) ?? { value: 0, interval: [0, 1] as const };
      expect(interval[0]).toBeGreaterThanOrEqual(0);
      expect(interval[0]).toBeLessThanOrEqual(value + 1e-12);
      expect(interval[1]).toBeGreaterThanOrEqual(value - 1e-12);
      expect(interval[1]).toBeLessThanOrEqual(1);
      const hundred = perHundred(parts);
      expect(hundred.reduce((sum, part) => sum + part, 0)).toBe(whole === 0 ? 0 : 100);
      hundred.forEach((part, at) => {
        expect(Math.abs(part - (100 * parts[at]!) / Math.max(1, whole))).toBeLessThan(1);
      });
    }),
  );
  // Wilson 1927, of 1 in 10.
  expect(shareOf(1, 10)!.interval.map((x) => Number(x.toFixed(4)))).toEqual([0.0179, 0.4042]);
});

test("findings say what was proposed and what became of it; only what a person touched overrides the rule", () => {
  const seen = ["0", "-999"].map((token) => ({
    ...{ column: "bmi", token, count: 3, source: "rule" as const },
    reason: token === "0" ? "impossible: next value is 18" : "sentinel: 3 times, the next value is far away",
  }));
  const column = { type: "number" as const, missing_share: 0, distinct: 9, histogram: [] };
  const report = {
    columns: [
      { ...column, name: "id", role: "excluded" as const, reason: "identifier: one value per row" },
      { ...column, name: "bmi", role: "feature" as const },
    ],
  } as unknown as Parameters<typeof findingsOf>[0];
  const found = findingsOf(report, seen, { use: { id: true }, declined: { bmi: ["0"] } });
  expect(found.map(({ kind, accepted }) => [kind, accepted])).toEqual([
    ["identifier", false],
    ["zero", false],
    ["sentinel", true],
  ]);
  expect(missingTokens(seen, {}, {})).toEqual({});
  expect(missingTokens(seen, { bmi: ["0"] }, { age: ["99"] })).toEqual({ bmi: ["-999"], age: ["99"] });
  expect(missingTokens(seen, { bmi: ["0", "-999"] }, {})).toEqual({ bmi: [] });
});

test("what was said of columns that are gone is left out, the rest stays", () => {
  const form = { ...emptyForm(), target: "y", time: "day", group: "ward", use: { ward: false, age: false } };
  const kept = withoutLostColumns({ ...form, model: "stays" }, ["y", "age"]);
  expect(kept).toMatchObject({ target: "y", model: "stays", time: null, group: "", use: { age: false } });
  expect(withoutLostColumns(form, ["age"]).target).toBe("");
  expect(readOptions({ delimiter: ";" }, { ...form, group: "", types: { age: "category" } }, [])).toEqual({
    ...{ delimiter: ";", category: ["age"] },
  });
  expect(modelName("Heart Cleveland.v2.xlsx")).toBe("heart_cleveland_v2");
});

test("two versions are told apart by more than chance only where their intervals part", () => {
  const [first, , third] = versions("diabetes", Date.now());
  const pairs = metricPairs(third!, first!);
  expect(pairs.find(({ name }) => name === "roc_auc")).toMatchObject({ better: 0, overlap: true });
  expect(pairs.find(({ name }) => name === "log_loss")).toMatchObject({ better: 0 });
  const apart = metricPairs({ ...third!, intervals: { roc_auc: [0.9, 0.95] } }, first!);
  expect(apart.find(({ name }) => name === "roc_auc")!.overlap).toBe(false);
  const entry = { seq: 1, at: "", actor: "user", action: "promote", subject: "diabetes@v0003", hash: "" };
  expect(lastGate([{ ...entry, detail: { gate: PASSED } }], "diabetes", "v0003")).toEqual(PASSED);
  expect(lastGate([{ ...entry, detail: {} }], "diabetes", "v0003")).toBeNull();
});

test("the line of descent: who has been live stands straight, the others beside it", () => {
  const rows = lineageRows(versions("diabetes", Date.now()).toReversed());
  expect(rows.map(({ lane, parentRow }) => [lane, parentRow])).toEqual([
    [1, 1],
    [0, 2],
    [0, 3],
    [0, null],
  ]);
});

test("a card's Markdown becomes blocks; what a column is called is never mark-up", () => {
  const blocks = blocksOf(
    "# A **b**\n\none\ntwo\n\n| x | y |\n| --- | --- |\n| a\\|b | `c` |\n\n```json\n{}\n```\n- i\n- j",
  );
  expect(blocks.map(({ kind }) => kind)).toEqual(["heading", "paragraph", "table", "code", "list"]);
  expect(blocks[2]).toMatchObject({ rows: [[[{ text: "a|b" }], [{ text: "c", mark: "code" }]]] });
  expect(spansOf("a\\*\\*b \\<img\\> **c**")).toEqual([{ text: "a**b <img> " }, { text: "c", mark: "strong" }]);
  fc.assert(
    fc.property(fc.string(), (text) => {
      blocksOf(text);
    }),
  );
});

test("dates of a preview are short, and notes name no flags", () => {
  const shown = ["2011-01-01T00:00:00.000Z", "2011-01-01T07:30:00.000Z", "2011-01-01T07:30:05.000Z"].map(previewCell);
  expect(shown).toEqual(["2011-01-01", "2011-01-01 07:30", "2011-01-01 07:30:05"]);
  expect([null, 0.12345678, 2011, "S1"].map(previewCell)).toEqual(["–", "0.1234568", "2011", "S1"]);
  expect(withoutFlags("The sheet A is read. Use --sheet to name one.")).toBe("The sheet A is read.");
});
