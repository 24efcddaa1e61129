import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { literal, withDuckDB } from "../../../data/index.ts";
import { temporaryFolder } from "../../../testing/temporary.ts";
import { answered, type OpenLog, openLog } from "../../testing/open-log.ts";
import { createArchive } from "./archive.ts";
import type { ArchiveRows } from "./archive-rows.ts";
import { monthBegan, monthOf } from "./months.ts";

const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 1);
/** All but the newest row may go, unless it is younger than this or has an outcome. */
const all = { newest: 1, since: Date.UTC(2027, 0, 1), labelledSince: Number.POSITIVE_INFINITY };

/** What is archived, in the order of the file. */
async function readMonth(folder: string, model: string, month: string): Promise<Record<string, unknown>[]> {
  const path = join(folder, model, `${month}.parquet`);
  if (!existsSync(path)) return [];
  return withDuckDB(async (connection) => {
    const reader = await connection.runAndReadAll(
      `SELECT * REPLACE (seq::INTEGER AS seq, epoch_ms(predicted_at)::DOUBLE AS predicted_at) FROM read_parquet(${literal(path)})`,
    );
    return reader.getRowObjects() as Record<string, unknown>[];
  });
}

const idsIn = async (folder: string, months: readonly string[], model = "m"): Promise<unknown[]> =>
  (await Promise.all(months.map((month) => readMonth(folder, model, month)))).flat().map(({ id }) => id);
const idsOf = ({ db }: OpenLog): unknown[] => db.prepare("SELECT id FROM predictions ORDER BY seq").pluck().all();
const tally = ({ db }: OpenLog, table: string): unknown => db.prepare(`SELECT count(*) FROM ${table}`).pluck().get();

/** Ten rows, one every ten days from the first of January: p0 to p9. */
async function tenRows(open: OpenLog): Promise<void> {
  for (let i = 0; i < 10; i++) await open.log.append([answered(`p${i}`, { at: START + i * 10 * DAY })]);
}

test("months are those of the calendar, UTC", () => {
  expect(monthOf(Date.UTC(2026, 1, 1) - 1)).toBe("2026-01");
  expect(monthBegan(Date.UTC(2026, 1, 28, 23))).toBe(Date.UTC(2026, 1, 1));
});

describe("what goes", () => {
  test("old rows, whole, into one file per month; what is younger stays", async () => {
    using open = openLog();
    const folder = temporaryFolder();
    await tenRows(open);
    await open.log.append([answered("r", { at: START + 95 * DAY, status: "rejected", output: "{}", request: "q" })]);
    expect(open.log.count("m")).toEqual({ predictions: 10, labelled: 0, rejected: 1 });
    const gone = await createArchive(open.log.archiving, folder).run("m", { ...all, since: Date.UTC(2026, 2, 1) });
    expect(gone).toBe(6);
    expect(idsOf(open)).toEqual(["p6", "p7", "p8", "p9", "r"]);
    expect(open.log.count("m")).toEqual({ predictions: 4, labelled: 0, rejected: 1 });
    expect(await idsIn(folder, ["2026-01"])).toEqual(["p0", "p1", "p2", "p3"]);
    expect(readdirSync(join(folder, "m")).toSorted()).toEqual(["2026-01.parquet", "2026-02.parquet"]);
    const { request: _, model: __, at: predicted_at, ...logged } = answered("p4", { at: START + 40 * DAY });
    expect((await readMonth(folder, "m", "2026-02"))[0]).toEqual({
      ...{ ...logged, predicted_at, seq: 5, request: null, outcome: null, outcomes: "[]", shadows: "[]" },
    });
  });

  test("with its outcomes and with what shadows said", async () => {
    using open = openLog();
    const folder = temporaryFolder();
    await tenRows(open);
    open.log.feedback([
      { prediction_id: "p0", outcome: 1, observed_at: "2026-01-02T00:00:00Z" },
      { prediction_id: "p0", outcome: 0 },
    ]);
    const shadow = { prediction_id: "p0", model: "m", version: "v0002", status: "ok" as const };
    open.log.shadows.append([{ ...shadow, output: '{"prediction":0}', at: 5 }]);
    await createArchive(open.log.archiving, folder).run("m", all);
    const [row] = await readMonth(folder, "m", "2026-01");
    expect(row).toMatchObject({ id: "p0", outcome: "1" });
    const at = open.clock.now();
    expect(JSON.parse(row!.outcomes as string)).toEqual([
      { outcome: 1, result: "accepted", observed_at: START + DAY, at },
      { outcome: 0, result: "conflict", observed_at: null, at },
    ]);
    expect(JSON.parse(row!.shadows as string)).toEqual([
      { version: "v0002", status: "ok", output: { prediction: 0 }, at: 5 },
    ]);
    for (const table of ["outcomes", "shadow_predictions", "archiving"]) expect(tally(open, table)).toBe(0);
  });

  test("the newest rows, and those with an outcome that is learnt from, stay whatever their age", async () => {
    using open = openLog();
    const folder = temporaryFolder();
    await tenRows(open);
    open.log.feedback(["p1", "p5"].map((prediction_id) => ({ prediction_id, outcome: 1 })));
    const labelledSince = START + 30 * DAY;
    const archive = createArchive(open.log.archiving, folder);
    await archive.run("m", { ...all, newest: 3, labelledSince });
    expect(idsOf(open)).toEqual(["p5", "p7", "p8", "p9"]);
    // The line that learnt from it is gone: it follows, into the month's file that is there already.
    await archive.run("m", { ...all, newest: 3 });
    expect(idsOf(open)).toEqual(["p7", "p8", "p9"]);
    expect(await idsIn(folder, ["2026-02"])).toEqual(["p4", "p5"]);
    expect(await archive.run("m", { ...all, newest: 3 })).toBe(0);
  });

  test("only the model's own", async () => {
    using open = openLog();
    const folder = temporaryFolder();
    await open.log.append(["a", "b", "c"].map((id) => answered(id, { model: "n" })));
    await tenRows(open);
    await createArchive(open.log.archiving, folder).run("n", all);
    expect(idsOf(open)).toEqual(["c", ...Array.from({ length: 10 }, (_, i) => `p${i}`)]);
  });
});

test("an outcome of an archived row is unknown, and changes nothing", async () => {
  using open = openLog();
  await tenRows(open);
  open.log.feedback([{ prediction_id: "p0", outcome: 1 }]);
  await createArchive(open.log.archiving, temporaryFolder()).run("m", all);
  const again = ["p0", "p1"].map((prediction_id) => ({ prediction_id, outcome: 1 }));
  expect(open.log.feedback(again)).toMatchObject({ unknown: 2, accepted: 0, duplicate: 0, conflict: 0, invalid: 0 });
  expect(tally(open, "outcomes")).toBe(0);
});

test("a file that cannot be added to fails the run, and nothing is lost", async () => {
  using open = openLog();
  const folder = temporaryFolder();
  await tenRows(open);
  const archive = createArchive(open.log.archiving, folder);
  await archive.run("m", { ...all, since: START + 5 * DAY });
  const path = join(folder, "m", "2026-01.parquet");
  writeFileSync(path, "not what it was");
  await expect(archive.run("m", all)).rejects.toThrow();
  expect(idsOf(open)).toHaveLength(9);
  expect(readdirSync(join(folder, "m"))).toEqual(["2026-01.parquet"]);
});

/** The log's side, which stops for good at the n-th call, as a process does that is killed there. */
function killedAt(rows: ArchiveRows, calls: number): ArchiveRows {
  let left = calls;
  const counted =
    <A extends unknown[], R>(call: (...args: A) => R) =>
    (...args: A): R => {
      if (left-- <= 0) throw new Error("killed");
      return call(...args);
    };
  return {
    mark: counted(rows.mark),
    marked: counted(rows.marked),
    page: counted(rows.page),
    forget: counted(rows.forget),
  };
}

test("stopped anywhere and begun again, with outcomes coming in between: every row is in one place, none in two", async () => {
  const property = fc.asyncProperty(
    fc.array(fc.nat(12), { maxLength: 4 }),
    fc.array(fc.nat(9), { maxLength: 6 }),
    async (stops, outcomes) => {
      using open = openLog();
      const folder = temporaryFolder();
      await tenRows(open);
      const late = [...outcomes];
      const kept = { ...all, newest: 2, labelledSince: START };
      for (const calls of stops) {
        await createArchive(killedAt(open.log.archiving, calls), folder)
          .run("m", kept)
          .catch(() => undefined);
        const row = late.pop();
        if (row !== undefined) open.log.feedback([{ prediction_id: `p${row}`, outcome: 1 }]);
      }
      const accepted = open.db.prepare("SELECT prediction_id FROM outcomes").pluck().all();
      await createArchive(open.log.archiving, folder).run("m", kept);
      const archived = await idsIn(folder, ["2026-01", "2026-02", "2026-03", "2026-04"]);
      const logged = idsOf(open);
      expect([...archived, ...logged].toSorted()).toEqual(Array.from({ length: 10 }, (_, i) => `p${i}`));
      // An accepted outcome is still there to be learnt from.
      for (const id of accepted) expect(logged).toContain(id);
      expect(open.log.window("m", { labelledOnly: true })).toHaveLength(accepted.length);
    },
  );
  await fc.assert(property, { numRuns: 8 });
});

test("closing ends a run at its next part; the next one goes on", async () => {
  using open = openLog();
  const folder = temporaryFolder();
  await open.log.append(Array.from({ length: 1000 }, (_, i) => answered(`p${i}`)));
  const archive = createArchive(open.log.archiving, folder);
  const run = archive.run("m", all);
  await archive.close();
  await expect(run).rejects.toMatchObject({ code: "CANCELLED" });
  await createArchive(open.log.archiving, folder).run("m", all);
  expect(await idsIn(folder, ["2026-01"])).toHaveLength(999);
  expect(idsOf(open)).toEqual(["p999"]);
});
