/** Files of outcomes through the contract: read, previewed, recorded, corrected. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Appliance, createAppliance } from "../appliance.ts";
import { OutcomeFile } from "../contract/index.ts";
import { silentLogger } from "../shared/index.ts";
import { temporaryFolder } from "../testing/temporary.ts";
import { type Client, localClient } from "./index.ts";
import { createRouter } from "./router.ts";

let appliance: Appliance;
let client: Client;
let folder: string;

const write = (name: string, lines: readonly string[]): string => {
  const path = join(folder, name);
  writeFileSync(path, lines.join("\n"));
  return path;
};

beforeAll(async () => {
  folder = temporaryFolder();
  appliance = await createAppliance({ dataDir: join(folder, "data"), logger: silentLogger });
  client = localClient(createRouter(appliance));
  const rows = Array.from({ length: 120 }, (_, i) => `${i % 40},${3 * (i % 40) + (i % 3)}`);
  const source = write("dose.csv", ["dose,effect", ...rows]);
  await client.train({ source, target: "effect", search: false, learners: ["baseline", "ridge"] });
  const asked = ["A1", "A2", "007", "A4"].map((patient, i) => ({ dose: 10 + i, patient, day: `2024-01-0${i + 1}` }));
  await client.predict.rows({ rows: [...asked, asked[3]!] });
});
afterAll(() => appliance.close());

const asked = (source: string, more: Partial<OutcomeFile> = {}): OutcomeFile =>
  OutcomeFile.parse({ source, key: ["patient", "day"], outcome: "seen", ...more });

test("a file of an id and an outcome alone can be looked at, though nothing could be learnt from it", async () => {
  const source = write("plain.csv", [
    "prediction_id,seen",
    ...Array.from({ length: 9 }, (_, i) => `01K${i}A,${i % 2}`),
  ]);
  const report = await client.files.inspect({ source });
  expect(report.columns.map(({ name }) => name)).toEqual(["prediction_id", "seen"]);
  expect(report.warnings.join()).toContain("too few to train on");
});

test("by key: columns that the model never saw, days and numbers as the file writes them", async () => {
  const source = write("seen.csv", [
    "patient;day;seen",
    "A1;01.01.2024;31,5",
    "A2;2.1.2024;1.033,5",
    "7;03.01.2024;40",
    "A4;04.01.2024;41",
    "A9;05.01.2024;40",
    "A1;01.01.2024;many",
  ]);
  const looked = await client.outcomes.file(asked(source));
  expect(looked).toMatchObject({
    ...{ model: "dose", by: "key", written: false, rows: 6, accepted: 2, unknown: 2, ambiguous: 1, invalid: 1 },
  });
  expect(looked.lines.map(({ row, reason }) => [row, reason])).toEqual([
    [1, null],
    [2, null],
    [3, "no_match"],
    [4, "several_match"],
    [5, "no_match"],
    [6, "not_a_number"],
  ]);
  expect(appliance.log.count("dose").labelled).toBe(0);

  const written = await client.outcomes.file(asked(source, { write: true, every: true }));
  expect(written).toMatchObject({ written: true, accepted: 4, ambiguous: 0 });
  const known = appliance.log.window("dose", { labelledOnly: true });
  expect(known.map(({ outcome }) => outcome)).toEqual([31.5, 1033.5, 41, 41]);
});

test("by id, and a file that is right against what was recorded: audited, one entry for each change", async () => {
  const [first] = appliance.log.window("dose");
  const source = write("ids.csv", ["prediction_id,seen,on", `${first!.id},32,2024-02-01`, "nobody,1,"]);
  const byId = { key: undefined, id: "prediction_id", observed: "on" };
  const looked = await client.outcomes.file(asked(source, byId));
  expect(looked).toMatchObject({ by: "id", conflict: 1, unknown: 1, corrected: 0 });
  expect(looked.lines[0]).toMatchObject({ reason: "contradicts_record", known: 31.5, outcome: "32" });

  await client.outcomes.file(asked(source, { ...byId, write: true }));
  expect(await client.outcomes.conflicts({ model: "dose" })).toMatchObject({
    total: 1,
    conflicts: [{ prediction_id: first!.id, known: 31.5, told: 32, input: { patient: "A1" } }],
  });
  const fixed = await client.outcomes.file(asked(source, { ...byId, write: true, correct: true }));
  expect(fixed).toMatchObject({ conflict: 1, corrected: 1 });
  expect((await client.outcomes.conflicts({ model: "dose" })).total).toBe(0);

  const settled = await client.outcomes.settle({ prediction_id: first!.id, outcome: "33", reason: "read wrong" });
  expect(settled).toEqual({ prediction_id: first!.id, model: "dose", from: 32, to: 33 });
  const entries = (await client.audit.list()).entries.filter(({ action }) => action === "outcome");
  expect(entries.map(({ subject, detail }) => [subject, detail.from, detail.to])).toEqual([
    ["dose", 31.5, 32],
    ["dose", 32, 33],
  ]);
  expect((await client.audit.verify()).ok).toBe(true);
});

test("what cannot be read says what to do: no key, both, a column that is not there, a file that is gone", async () => {
  const source = write("short.csv", ["patient,seen", "A1,3"]);
  const codes = { neither: { key: undefined }, both: { id: "patient" }, other: { key: ["ward"] } };
  await expect(client.outcomes.file(asked(source, codes.neither))).rejects.toMatchObject({ code: "WRONG_USE" });
  await expect(client.outcomes.file(asked(source, codes.both))).rejects.toMatchObject({ code: "WRONG_USE" });
  await expect(client.outcomes.file(asked(source, codes.other))).rejects.toMatchObject({ code: "COLUMN_NOT_FOUND" });
  await expect(client.outcomes.file(asked(join(folder, "gone.csv")))).rejects.toMatchObject({ code: "FILE_NOT_FOUND" });
});
