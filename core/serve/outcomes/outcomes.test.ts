import { describe, expect, test } from "vitest";
import type { SettledOutcome } from "../../contract/index.ts";
import { answered, openLog } from "../testing/open-log.ts";
import { type FileLine, judgeLines, type LineRules } from "./judge-lines.ts";
import { matchKeys } from "./match-keys.ts";
import { recordLines } from "./record-lines.ts";

const { signal } = new AbortController();
const watch = { signal, onProgress: () => undefined };
const RULES: LineRules = { by: "id", every: false, live: () => "v0001" };

const line = (row: number, id: string | null, outcome: string | null, more: Partial<FileLine> = {}): FileLine => ({
  ...{ row, key: [id ?? ""], ids: id === null ? null : [id], outcome },
  ...more,
});

async function logged() {
  const open = openLog();
  const rows = ["a", "b", "c"].map((id, i) => answered(id, { input: JSON.stringify({ patient: i, x: 1 }) }));
  await open.log.append([
    ...rows,
    answered("old", { version: "v0000" }),
    answered("r", { status: "rejected", output: "{}" }),
  ]);
  open.log.feedback([{ prediction_id: "b", outcome: 0 }]);
  return open;
}

const LINES = [
  line(1, "a", "1"),
  line(2, "a", "1"),
  line(3, "a", "0"),
  line(4, "b", "1"),
  line(5, "old", "0"),
  line(6, "r", "1"),
  line(7, "nobody", "1"),
  line(8, null, "1"),
  line(9, "c", null),
  line(10, "c", "maybe"),
  line(11, "c", "1", { observed: null }),
  line(12, "c", "1", { observed: "2025-12-31T00:00:00.000Z" }),
];

describe("lines of a file", () => {
  test("each is told what it comes to and why, and nothing is written", async () => {
    using open = await logged();
    const judged = await judgeLines(open.log, LINES, RULES, signal);
    expect(judged.map(({ result, reason }) => [result, reason])).toEqual([
      ["accepted", null],
      ["duplicate", null],
      ["conflict", "contradicts_file"],
      ["conflict", "contradicts_record"],
      ["accepted", "late"],
      ["unknown", "refused"],
      ["unknown", "unknown_id"],
      ["invalid", "no_key"],
      ["invalid", "no_outcome"],
      ["invalid", "not_a_label"],
      ["invalid", "not_a_time"],
      ["accepted", null],
    ]);
    expect(open.log.count("m").labelled).toBe(1);
  });

  test("written, they come to what was said", async () => {
    using open = await logged();
    const judged = await judgeLines(open.log, LINES, RULES, signal);
    const said = judged.map(({ result }) => result);
    await recordLines(open.log, judged, { correct: false, audited: () => expect.unreachable() }, watch);
    expect(judged.map(({ result }) => result)).toEqual(said);
    const outcomes = Object.fromEntries(
      open.log.window("m", { labelledOnly: true }).map(({ id, outcome }) => [id, outcome]),
    );
    expect(outcomes).toEqual({ a: 1, b: 0, c: 1, old: 0 });
    expect(open.log.outcomes.conflicts("m", 10)).toMatchObject({
      total: 2,
      conflicts: [
        { prediction_id: "b", known: 0, told: 1, prediction: 1 },
        { prediction_id: "a", known: 1, told: 0 },
      ],
    });
    const again = await judgeLines(open.log, LINES, RULES, signal);
    expect(again.filter(({ result }) => result === "accepted")).toEqual([]);
  });

  test("where the file is to be right it replaces what was recorded, but not what itself said before", async () => {
    using open = await logged();
    const changes: SettledOutcome[] = [];
    const judged = await judgeLines(open.log, LINES, RULES, signal);
    await recordLines(open.log, judged, { correct: true, audited: (change) => changes.push(change) }, watch);
    expect(changes).toEqual([{ prediction_id: "b", model: "m", from: 0, to: 1 }]);
    const [a, b] = open.log.window("m", { labelledOnly: true });
    expect([a!.outcome, b!.outcome]).toEqual([1, 1]);
  });

  test("an id from before the oldest row of the log has gone to the archive", async () => {
    using open = await logged();
    const judged = await judgeLines(open.log, [line(1, "01ARYZ6S410000000000000000", "1")], RULES, signal);
    expect(judged[0]).toMatchObject({ result: "unknown", reason: "archived" });
  });

  test("one key and several predictions: none of them, or each where asked", async () => {
    using open = await logged();
    const several = [line(1, "a", "1", { ids: ["a", "b"] }), line(2, "k", "1", { ids: [] })];
    const rules = { ...RULES, by: "key" } as const;
    const left = await judgeLines(open.log, several, rules, signal);
    expect(left.map(({ result, reason }) => [result, reason])).toEqual([
      ["ambiguous", "several_match"],
      ["unknown", "no_match"],
    ]);
    const each = await judgeLines(open.log, several, { ...rules, every: true }, signal);
    expect(each.map(({ row, result }) => [row, result])).toEqual([
      [1, "accepted"],
      [1, "conflict"],
      [2, "unknown"],
    ]);
  });
});

describe("settling", () => {
  test("what a person says counts, what counted before is kept, and a failed note undoes it all", async () => {
    using open = await logged();
    open.log.feedback([{ prediction_id: "b", outcome: 1 }]);
    const failing = () => {
      throw new Error("no audit, no change");
    };
    expect(() => open.log.outcomes.settle("b", 1, failing)).toThrow("Something went wrong");
    expect(open.log.outcomes.conflicts("m", 10).total).toBe(1);
    open.log.outcomes.settle("b", 1, () => undefined);
    expect(open.log.window("m", { labelledOnly: true })).toMatchObject([{ id: "b", outcome: 1 }]);
    expect(open.log.outcomes.conflicts("m", 10).total).toBe(0);
    const kept = open.db.prepare("SELECT outcome, result FROM outcomes ORDER BY seq").raw().all();
    expect(kept).toEqual([
      ["0", "corrected"],
      ["1", "settled"],
      ["1", "accepted"],
    ]);
    expect(open.log.count("m").labelled).toBe(1);
  });

  test("keeping the first is settling too; an outcome of another kind and an unknown prediction are refused", async () => {
    using open = await logged();
    open.log.feedback([{ prediction_id: "b", outcome: 1 }]);
    expect(open.log.outcomes.settle("b", 0, () => undefined)).toMatchObject({ from: 0, to: 0 });
    expect(open.log.outcomes.conflicts("m", 10).total).toBe(0);
    expect(() => open.log.outcomes.settle("b", "1", () => undefined)).toThrow("no outcome");
    expect(() => open.log.outcomes.settle("nobody", 1, () => undefined)).toThrow("no prediction");
  });
});

test("keys are looked for in the whole log of one model, and a cancelled walk ends", async () => {
  using open = openLog();
  const rows = Array.from({ length: 1300 }, (_, i) => answered(`p${i}`, { input: JSON.stringify({ k: i % 1000 }) }));
  await open.log.append([...rows, answered("other", { model: "n", input: JSON.stringify({ k: 5 }) })]);
  const reader = { ofSent: ({ k }: Readonly<Record<string, unknown>>) => String(k) };
  const found = await matchKeys(open.log, "m", new Set(["5", "999", "nobody"]), reader, watch);
  expect([...found]).toEqual([
    ["5", ["p5", "p1005"]],
    ["999", ["p999"]],
  ]);
  const aborted = { ...watch, signal: AbortSignal.abort() };
  await expect(matchKeys(open.log, "m", new Set(["5"]), reader, aborted)).rejects.toThrow();
});
