/**
 * A data folder after years of use, made through the engine's own stages: a busy model with 1,000,000 logged
 * predictions, 500 versions and 1,000 incidents, a model of 1,500 columns, and one with a category of 10,000 levels.
 */
import { join } from "node:path";
import { createRouterClient } from "@orpc/server";
import { createRouter } from "../../core/api/index.ts";
import { type Appliance, createAppliance } from "../../core/appliance.ts";
import type { DriftReport, Row } from "../../core/contract/index.ts";
import { cellText, type Table, writeCsv } from "../../core/data/index.ts";
import { openIncident, takeStep } from "../../core/heal/incidents.ts";
import { latestCheck, storeCheck } from "../../core/lifecycle/checks.ts";
import { createRng, silentLogger, simulatedClock, timestamp } from "../../core/shared/index.ts";
import { clinicWorld } from "../../core/testing/worlds.ts";
import { trainInWorker } from "../../core/train/index.ts";

export const MODELS = { busy: "clinic", wide: "panel", levels: "codes" } as const;

export interface FolderSize {
  predictions: number;
  columns: number;
  levels: number;
  versions: number;
  incidents: number;
  checks: number;
}

export const FULL: FolderSize = {
  predictions: 1_000_000,
  columns: 1_500,
  levels: 10_000,
  versions: 500,
  incidents: 1_000,
  checks: 60,
};

const DAY = 86_400_000;
const SEED = 8;
const TARGET = "readmitted";
const BATCH = 2_000;
const WIDE_ROWS = 1_000;
const LOGGED_WIDE = 1_000;

type Clock = ReturnType<typeof simulatedClock>;
type Client = ReturnType<typeof clientOf>;
const clientOf = (appliance: Appliance) => createRouterClient(createRouter(appliance));

/** A cell as a program would send it. */
function cell(table: Table, name: string, row: number): Row[string] {
  const column = table.columns.find((one) => one.name === name);
  const text = column ? cellText(column, row) : null;
  return text !== null && column?.kind === "number" ? Number(text) : text;
}

const rowOf = (table: Table, row: number, names: readonly string[]): Row =>
  Object.fromEntries(names.map((name) => [name, cell(table, name, row)]));

async function toFile(folder: string, name: string, table: Table): Promise<string> {
  const path = join(folder, `${name}.csv`);
  const rows = Array.from({ length: table.rows }, (_, row) => table.columns.map((column) => cellText(column, row)));
  await writeCsv(
    path,
    table.columns.map((column) => column.name),
    rows,
  );
  return path;
}

/** Numbers without names, of which the first two carry the answer. */
function wideTable(columns: number): Table {
  const rng = createRng(SEED);
  const y = new Int32Array(WIDE_ROWS);
  const cells = Array.from({ length: columns }, () => Float64Array.from({ length: WIDE_ROWS }, () => rng.int(1000)));
  for (let row = 0; row < WIDE_ROWS; row += 1) {
    y[row] = cells[0]![row]! + cells[1]![row]! + 200 * rng.normal() > 1000 ? 1 : 0;
  }
  return {
    rows: WIDE_ROWS,
    columns: [
      ...cells.map((values, k) => ({
        name: `marker_${String(k + 1).padStart(4, "0")}`,
        kind: "number" as const,
        values,
      })),
      { name: TARGET, kind: "text", codes: y, levels: ["no", "yes"] },
    ],
  };
}

/** Diagnosis codes, each of them twice at least. */
function levelsTable(levels: number): Table {
  const rows = levels * 3;
  const rng = createRng(SEED + 1);
  const codes = Int32Array.from({ length: rows }, (_, row) => (row < 2 * levels ? row % levels : rng.int(levels)));
  const age = Float64Array.from({ length: rows }, () => 18 + rng.int(78));
  const y = Int32Array.from({ length: rows }, (_, row) =>
    rng.next() < (codes[row]! % 7 < 2 ? 0.5 : 0.1) + (age[row]! > 60 ? 0.45 : 0) ? 1 : 0,
  );
  const names = Array.from({ length: levels }, (_, k) => `ICD-${String(k).padStart(5, "0")}`);
  return {
    rows,
    columns: [
      { name: "code", kind: "text", codes, levels: names },
      { name: "age", kind: "number", values: age },
      { name: TARGET, kind: "text", codes: y, levels: ["no", "yes"] },
    ],
  };
}

/** Answers and most of their outcomes, written as serving writes them. */
async function logPredictions(
  { log, registry, nextId }: Appliance,
  clock: Clock,
  table: Table,
  count: number,
): Promise<void> {
  const names = table.columns.map(({ name }) => name).filter((name) => name !== TARGET);
  const inputs = Array.from({ length: table.rows }, (_, row) => JSON.stringify(rowOf(table, row, names)));
  const rng = createRng(SEED + 2);
  const version = registry.production(MODELS.busy)!;
  for (let done = 0; done < count; done += BATCH) {
    const rows = Array.from({ length: Math.min(BATCH, count - done) }, (_, i) => {
      const p = rng.next();
      const output = {
        prediction: p > 0.5 ? "yes" : "no",
        probability: Math.max(p, 1 - p),
        probabilities: { no: 1 - p, yes: p },
        flags: [],
      };
      return { id: nextId(), p, output, input: inputs[(done + i) % inputs.length]! };
    });
    await log.append(
      rows.map(({ id, input, output }) => ({
        ...{ id, at: clock.now(), model: MODELS.busy, version, status: "ok" as const },
        ...{ input, output: JSON.stringify(output), request: null },
      })),
    );
    log.feedback(
      rows
        .filter((_, i) => i % 4 === 0)
        .map(({ id, p }) => ({ prediction_id: id, outcome: rng.next() < p ? "yes" : "no" })),
    );
    clock.advance((180 * DAY * BATCH) / count);
  }
}

/** Versions of one training, each a parent of the next, most of them live for a while. */
async function registerVersions({ registry }: Appliance, clock: Clock, table: Table, count: number): Promise<void> {
  const { schema, lineage } = registry.show(`${MODELS.busy}@v0001`);
  const plan = {
    schema,
    learners: ["logistic_regression" as const],
    search: false,
    budget: 10,
    holdout: 0.2,
    time: [],
  };
  const trained = await trainInWorker(table, { ...plan, seed: SEED, threads: 1 });
  const rng = createRng(SEED + 3);
  for (let made = 1; made < count; made += 1) {
    clock.advance((180 * DAY) / count);
    const parent = registry.production(MODELS.busy);
    const shift = 0.01 * rng.normal();
    const metrics = Object.fromEntries(
      Object.entries(trained.metrics).map(([name, value]) => [name, (value ?? 0) + shift]),
    );
    const { version } = registry.register({
      ...{ model: MODELS.busy, schema, trained: { ...trained, metrics }, parent, seed: made, author: "homeostat" },
      dataset: { sha256: lineage.dataset_sha256, rows: lineage.rows + made, from: null, to: null },
      ...{ trigger: made % 5 === 0 ? "performance" : "drift", report: { learned_through: 0 } },
    });
    const isLive = made % 3 !== 0 || made === count - 1;
    if (isLive) registry.promote(MODELS.busy, version, { actor: "homeostat", reason: "the gate passed", gate: null });
  }
}

function openAndClose({ loop, registry }: Appliance, clock: Clock, count: number): void {
  const evidence = ["Glucose, BMI and age have moved in two checks in a row.", "ROC-AUC fell from 0.84 to 0.74."];
  const version = registry.production(MODELS.busy);
  for (let k = 0; k < count; k += 1) {
    clock.advance((60 * DAY) / count);
    const opened = openIncident(loop, {
      ...{ model: MODELS.busy, diagnosis: "harmful_drift" as const, evidence, features: ["glucose", "bmi", "age"] },
      decision: {
        kind: "retrain",
        why: "drift",
        approval: true,
        weighted: false,
        reasons: ["Three columns have drifted."],
      },
      ...{ champion: version, detectedMs: 5_400_000 },
    });
    let incident = takeStep(loop, opened, { state: "diagnosing", note: "The drift is harmful." });
    incident = takeStep(loop, incident, { state: "acting", note: "A challenger was trained on 1,466 rows." });
    incident = takeStep(loop, incident, { state: "gating", note: "It is better on the newest 100 rows." });
    const gate = { passed: true, checks: [{ name: "Better on the newest rows", ok: true, value: 2.4, limit: 1.64 }] };
    const changes = { challenger: version, gate, outcome: "The new version holds what it promised." };
    if (k < count - 3)
      takeStep(loop, incident, { state: "closed", note: "The next 200 outcomes confirm it.", changes });
    else
      takeStep(loop, incident, {
        state: "held",
        note: "Approve it to put it live.",
        changes: { ...changes, outcome: null, waiting: true },
      });
  }
}

/** The engine's own check of the newest rows, and the same with other distances for the weeks before it. */
async function storeChecks(
  appliance: Appliance,
  client: Client,
  clock: Clock,
  model: string,
  count: number,
): Promise<void> {
  await client.status.check({ model });
  const real = latestCheck(appliance.loop, model);
  if (!real) throw new Error(`the check of ${model} was not stored`);
  const rng = createRng(SEED + 4);
  for (let k = 1; k < count; k += 1) {
    clock.advance(DAY / 2);
    const moved = (report: DriftReport): DriftReport => ({
      ...report,
      features: report.features.map((feature) => ({
        ...feature,
        effect: { ...feature.effect, psi: (feature.effect.psi ?? 0) + 0.04 * rng.next() },
      })),
    });
    storeCheck(appliance.loop, model, { ...real, at: clock.now(), report: moved(real.report), look: k + 1 });
  }
}

/**
 * @param folder an empty one
 * @param tell hears of each stage
 * @example await makeFolder("/tmp/years", FULL, console.log);
 */
export async function makeFolder(folder: string, size: FolderSize, tell: (stage: string) => void): Promise<void> {
  const clock = simulatedClock(Date.now() - 400 * DAY);
  const appliance = await createAppliance({ dataDir: folder, clock, logger: silentLogger });
  const client = clientOf(appliance);
  const began = timestamp(clock);
  const clinic = clinicWorld({ rows: 1500, seed: SEED });
  const fast = { target: TARGET, search: false, budget: 10, learners: ["logistic_regression" as const] };
  try {
    await client.train({ ...fast, source: await toFile(folder, "clinic", clinic), model: MODELS.busy });
    await registerVersions(appliance, clock, clinic, size.versions);
    tell(`${size.versions} versions`);
    openAndClose(appliance, clock, size.incidents);
    tell(`${size.incidents} incidents`);
    await logPredictions(appliance, clock, clinic, size.predictions);
    tell(`${size.predictions} predictions since ${began}`);

    const wide = wideTable(size.columns);
    const trees = { ...fast, learners: ["decision_tree" as const] };
    await client.train({ ...trees, source: await toFile(folder, "panel", wide), model: MODELS.wide });
    tell(`${size.columns} columns trained on`);
    const names = wide.columns.map(({ name }) => name).slice(0, -1);
    for (let row = 0; row < LOGGED_WIDE; row += 100) {
      const rows = Array.from({ length: 100 }, (_, i) => rowOf(wide, (row + i) % wide.rows, names));
      await client.predict.rows({ model: MODELS.wide, rows });
      clock.advance(DAY);
    }

    const codes = levelsTable(size.levels);
    const read = { category: ["code"] };
    await client.train({ ...trees, read, source: await toFile(folder, "codes", codes), model: MODELS.levels });
    tell(`a category of ${size.levels} levels trained on`);
    for (let row = 0; row < 1000; row += 1)
      await client.predict.row({ model: MODELS.levels, row: rowOf(codes, (row * 7) % codes.rows, ["code", "age"]) });
    for (const model of Object.values(MODELS)) await storeChecks(appliance, client, clock, model, size.checks);
    tell(`${size.checks} checks of each model`);
  } finally {
    await appliance.close();
  }
}
