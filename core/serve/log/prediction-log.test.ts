import { describe, expect, test } from "vitest";
import { answered, openLog } from "../testing/open-log.ts";
import { createPredictionLog } from "./prediction-log.ts";
import { WINDOW_SQL } from "./queries.ts";

describe("outcomes", () => {
  test("each of the five results, in order, and none of them an error", async () => {
    using open = openLog();
    await open.log.append([answered("a"), answered("b"), answered("r", { status: "rejected", output: "{}" })]);
    const reply = open.log.feedback([
      { prediction_id: "a", outcome: 1 },
      { prediction_id: "a", outcome: 1 },
      { prediction_id: "a", outcome: 0 },
      { prediction_id: "nobody", outcome: 1 },
      { prediction_id: "b", outcome: "1" },
      { prediction_id: "b" },
      { prediction_id: "b", outcome: 1, observed_at: "yesterday" },
      null,
      { prediction_id: "r", outcome: 1 },
    ]);
    const results = [
      "accepted",
      "duplicate",
      "conflict",
      "unknown",
      "invalid",
      "invalid",
      "invalid",
      "invalid",
      "unknown",
    ];
    expect(reply.results.map(({ result }) => result)).toEqual(results);
    expect(reply).toMatchObject({ accepted: 1, duplicate: 1, conflict: 1, unknown: 2, invalid: 4 });
    // A conflict changes nothing but is kept for the record.
    expect(open.log.window("m", { labelledOnly: true })).toMatchObject([{ id: "a", outcome: 1 }]);
    expect(open.db.prepare("SELECT outcome FROM outcomes WHERE result = 'conflict'").pluck().all()).toEqual(["0"]);
  });

  test("late outcomes keep the time at which they were observed", async () => {
    using open = openLog();
    await open.log.append([answered("a"), answered("b")]);
    open.clock.advance(5_000);
    open.log.feedback([
      { prediction_id: "a", outcome: 1, observed_at: "2026-01-01T00:00:01Z" },
      { prediction_id: "b", outcome: 1 },
    ]);
    const start = Date.UTC(2026, 0, 1);
    expect(open.log.window("m").map(({ outcome_at }) => outcome_at! - start)).toEqual([1_000, 5_000]);
  });
});

describe("windows", () => {
  test("answers of a span, each with when its outcome was reported; of many every so manieth", async () => {
    using open = openLog();
    const start = open.clock.now();
    const ids = ["a", "b", "c", "d"];
    await open.log.append([...ids.map((id) => answered(id)), answered("r", { status: "rejected", output: "{}" })]);
    await open.log.append([answered("other", { version: "v0002" })]);
    open.clock.advance(1000);
    open.log.feedback([{ prediction_id: "b", outcome: 0, observed_at: new Date(start - 5000).toISOString() }]);
    const span = { version: "v0001", from: 1, to: 6 };
    const all = open.log.answered("m", { ...span, most: 100 });
    expect(all.map(({ outcome }) => outcome)).toEqual([undefined, 0, undefined, undefined]);
    expect(all[1]).toMatchObject({ at: start, reported_at: start + 1000, output: { probability: 0.8 } });
    expect(open.log.answered("m", { ...span, from: 2, most: 100 })).toHaveLength(3);
    expect(open.log.answered("m", { ...span, most: 3 })).toHaveLength(2);
  });

  test("the newest that fit, oldest first", async () => {
    using open = openLog();
    const start = Date.UTC(2026, 0, 1);
    for (let i = 0; i < 6; i++)
      await open.log.append([answered(`p${i}`, { at: start + i, version: i < 4 ? "v0001" : "v0002" })]);
    await open.log.append([answered("other", { model: "n" })]);
    open.log.feedback([0, 2, 5].map((i) => ({ prediction_id: `p${i}`, outcome: 0 })));
    const ids = (options: Parameters<typeof open.log.window>[1]) => open.log.window("m", options).map(({ id }) => id);
    expect(ids({})).toEqual(["p0", "p1", "p2", "p3", "p4", "p5"]);
    expect(ids({ limit: 2 })).toEqual(["p4", "p5"]);
    expect(ids({ since: start + 3 })).toEqual(["p3", "p4", "p5"]);
    expect(ids({ labelledOnly: true })).toEqual(["p0", "p2", "p5"]);
    expect(ids({ labelledOnly: true, limit: 2 })).toEqual(["p2", "p5"]);
    expect(ids({ version: "v0001", limit: 1 })).toEqual(["p3"]);
    const [, third] = open.log.window("m", { labelledOnly: true });
    expect(ids({ afterSeq: third!.seq })).toEqual(["p3", "p4", "p5"]);
    expect(ids({ beforeSeq: third!.seq })).toEqual(["p0", "p1"]);
    expect(open.log.count("m")).toEqual({ predictions: 6, labelled: 3, rejected: 0 });
  });

  test("outcomes in the order in which they were reported, a stretch at a time", async () => {
    using open = openLog();
    for (let i = 0; i < 5; i++)
      await open.log.append([
        answered(`p${i}`, { version: i < 4 ? "v0001" : "v0002" }),
        answered(`n${i}`, { model: "n" }),
      ]);
    const report = (...ids: string[]) => open.log.feedback(ids.map((id) => ({ prediction_id: id, outcome: 0 })));
    report("p3", "n0", "p1");
    const { inputs, answers } = open.log.reported;
    const places = open.log.window("m").map(({ seq }) => seq);
    const found = (stretch: ReturnType<typeof inputs>) => [
      stretch.rows.map(({ seq }) => places.indexOf(seq)),
      stretch.done,
    ];
    const first = inputs("m", { after: 0, limit: 1 });
    expect(found(first)).toEqual([[3], false]);
    // A stretch that holds another model's outcomes alone.
    const second = inputs("m", { after: first.next, limit: 1 });
    expect(found(second)).toEqual([[], false]);
    const third = inputs("m", { after: second.next, limit: Number.MAX_SAFE_INTEGER });
    expect(found(third)).toEqual([[1], true]);
    report("n1", "p4", "p0", "p1");
    const fourth = inputs("m", { after: third.next, limit: 9 });
    expect(found(fourth)).toEqual([[4, 0], true]);
    expect(inputs("m", { after: fourth.next, limit: 9 })).toMatchObject({ rows: [], done: true });
    expect(answers("m", { after: 0, limit: 9, version: "v0002" })).toMatchObject({
      rows: [{ outcome: 0 }],
      done: true,
    });
  });

  test("counts stay right while the log grows, and after a restart", async () => {
    using open = openLog();
    expect(open.log.count("m")).toEqual({ predictions: 0, labelled: 0, rejected: 0 });
    await open.log.append([answered("a"), answered("r", { status: "rejected", output: "{}" })]);
    open.log.feedback([{ prediction_id: "a", outcome: 1 }]);
    expect(open.log.count("m")).toEqual({ predictions: 1, labelled: 1, rejected: 1 });
    const again = createPredictionLog({ db: open.db, clock: open.clock, durability: "process" });
    expect(again.count("m")).toEqual({ predictions: 1, labelled: 1, rejected: 1 });
    again.close();
  });

  test("recent: newest first, without what was rejected", async () => {
    using open = openLog();
    await open.log.append([answered("a"), answered("b"), answered("r", { status: "rejected", output: "{}" })]);
    open.log.feedback([{ prediction_id: "a", outcome: 0 }]);
    expect(open.log.recent("m", 2)).toMatchObject([
      { prediction_id: "b", prediction: 1, outcome: null, at: "2026-01-01T00:00:00.000Z", input: { x: 1 } },
      { prediction_id: "a", prediction: 1, outcome: 0 },
    ]);
  });

  test.each(Object.values(WINDOW_SQL))("a window is read along its index, without sorting: %#", (sql) => {
    using open = openLog();
    const bound = { model: "m", afterSeq: 0, beforeSeq: 9, version: null, status: null, limit: 1 };
    const plan = open.db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(bound) as { detail: string }[];
    const text = plan.map(({ detail }) => detail).join("\n");
    expect(text).toMatch(/predictions_model[\s\S]*one_outcome/);
    expect(text).not.toMatch(/TEMP B-TREE/);
  });
});

test("durability power syncs each commit, process leaves it to the background", () => {
  using open = openLog();
  expect(open.db.pragma("synchronous", { simple: true })).toBe(1);
  createPredictionLog({ db: open.db, clock: open.clock, durability: "power" }).close();
  expect(open.db.pragma("synchronous", { simple: true })).toBe(2);
});

test("an id that is there already fails alone", async () => {
  using open = openLog();
  await open.log.append([answered("a")]);
  const results = await Promise.allSettled([open.log.append([answered("a")]), open.log.append([answered("b")])]);
  expect(results.map(({ status }) => status)).toEqual(["rejected", "fulfilled"]);
  expect(open.log.window("m").map(({ id }) => id)).toEqual(["a", "b"]);
});

test("a full disk is said as such, and nothing of the call is stored", async () => {
  using open = openLog();
  await open.log.append([answered("a")]);
  open.db.pragma(`max_page_count = ${open.db.pragma("page_count", { simple: true })}`);
  const big = answered("b", { input: JSON.stringify({ x: "x".repeat(100_000) }) });
  await expect(open.log.append([answered("c"), big])).rejects.toMatchObject({ code: "DISK_FULL" });
  expect(open.log.window("m").map(({ id }) => id)).toEqual(["a"]);
});

test("answers that may go out unlogged: with durability power none may", async () => {
  using open = openLog();
  open.db.pragma(`max_page_count = ${open.db.pragma("page_count", { simple: true })}`);
  const big = answered("b", { input: JSON.stringify({ x: "x".repeat(100_000) }) });
  expect(await open.log.keep([big])).toBe(false);
  const power = createPredictionLog({ db: open.db, clock: open.clock, durability: "power" });
  await expect(power.keep([big])).rejects.toMatchObject({ code: "DISK_FULL" });
  await power.close();
});

test("a mistake of the caller is no reason to answer unlogged", async () => {
  using open = openLog();
  expect(await open.log.keep([answered("a")])).toBe(true);
  await expect(open.log.keep([answered("a")])).rejects.toMatchObject({ code: "INTERNAL" });
});

describe("replies kept by key", () => {
  test("the first stays, another body is refused, a day later it is forgotten", () => {
    using open = openLog();
    const { replies } = open.log;
    expect(replies.find("k", "body")).toBeNull();
    replies.keep("k", "body", { status: 200, reply: "{}" });
    expect(replies.find("k", "body")).toEqual({ status: 200, reply: "{}" });
    expect(() => replies.find("k", "other")).toThrow(expect.objectContaining({ code: "CONFLICT" }));
    open.clock.advance(25 * 3_600_000);
    expect(replies.find("k", "other")).toBeNull();
  });
});
