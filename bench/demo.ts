/**
 * The closed loop in under a minute, told in plain words: a fictitious clinic trains a model, serves it, the world
 * changes, Homeostat notices and heals. Everything goes through the real engine over HTTP. Exits 1 where the model
 * that is live at the end is not better in the new world than the first one.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Client, remoteClient } from "../core/api/index.ts";
import type { BatchReply } from "../core/contract/index.ts";
import { cellText, columnNamed, type Table, writeCsv } from "../core/data/index.ts";
import { type Engine, folderToken, startEngine } from "../core/engine.ts";
import { observeHost } from "../core/observe/index.ts";
import { silentLogger } from "../core/shared/index.ts";
import { clinicWorld } from "../core/testing/worlds.ts";

const MODEL = "readmission";
const TARGET = "readmitted";
const BLOCK = 400;
const MOST_BLOCKS = 8;
const SEED = 20_26;

const started = performance.now();
const tell = (words: string): void =>
  console.log(`${((performance.now() - started) / 1000).toFixed(1).padStart(5)} s  ${words}`);

async function toCsv(table: Table, path: string): Promise<string> {
  const rows = Array.from({ length: table.rows }, (_, row) => table.columns.map((column) => cellText(column, row)));
  await writeCsv(
    path,
    table.columns.map(({ name }) => name),
    rows,
  );
  return path;
}

/** A row as a local tool would send it: numbers as numbers, what is not known as null, no outcome. */
const rowOf = (table: Table, row: number): Record<string, unknown> =>
  Object.fromEntries(
    table.columns
      .filter(({ name }) => name !== TARGET)
      .map((column) => {
        const text = cellText(column, row);
        return [column.name, text !== null && column.kind === "number" ? Number(text) : text];
      }),
  );

async function post<T>(engine: Engine, path: string, body: unknown): Promise<T> {
  const answer = await fetch(`${engine.url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as T;
}

/** One stretch of clinic life: patients are predicted, later it is known what became of them. */
async function live(engine: Engine, patients: Table): Promise<number> {
  const rows = Array.from({ length: patients.rows }, (_, row) => rowOf(patients, row));
  const { predictions } = await post<BatchReply>(engine, "/predict", { rows });
  const truth = columnNamed(patients, TARGET)!;
  let right = 0;
  const outcomes = predictions.flatMap((prediction, row) => {
    if (prediction.status === "rejected") return [];
    const outcome = cellText(truth, row)!;
    if (prediction.prediction === outcome) right++;
    return [{ prediction_id: prediction.prediction_id, outcome }];
  });
  await post(engine, "/feedback", { outcomes });
  return right / outcomes.length;
}

async function auc(client: Client, version: string, file: string): Promise<number> {
  const { metrics } = await client.evaluate({ ref: `${MODEL}@${version}`, source: file });
  return metrics.roc_auc ?? Number.NaN;
}

/** The laboratory sends millimoles: the same patients, another unit. */
function inMillimoles(patients: Table): Table {
  const columns = patients.columns.map((column) =>
    column.name === "glucose" && column.kind === "number"
      ? { ...column, values: column.values.map((value) => Math.round((10 * value) / 18.0182) / 10) }
      : column,
  );
  return { ...patients, columns };
}

/** A broken feed is set aside, repaired once a person approves, and never learnt. @returns whether it ended so */
async function breakTheFeed(engine: Engine, client: Client): Promise<boolean> {
  tell("Now the laboratory sends glucose in mmol/L instead of mg/dL: the data are broken, not the world.");
  const block = (seed: number) =>
    live(engine, inMillimoles(clinicWorld({ rows: BLOCK, seed: SEED + seed, concept: 1 })));
  const broken = await block(200);
  await client.status.check({ model: MODEL });
  const incident = (await client.incidents.list({})).incidents.find(({ decision }) => decision === "quarantine");
  if (!incident) return false;
  tell(
    `${BLOCK} patients came, ${Math.round(100 * broken)} of 100 were predicted right. Incident: ${incident.diagnosis}, ${incident.decision}, ${incident.state}.`,
  );
  await client.incidents.approve({ incident: incident.id });
  for (const seed of [201, 202, 203]) {
    const right = await block(seed);
    tell(`Repaired: ${BLOCK} patients came, ${Math.round(100 * right)} of 100 were predicted right.`);
    await client.status.check({ model: MODEL });
  }
  const ended = await client.incidents.show({ incident: incident.id });
  for (const { note } of ended.steps.slice(1)) tell(`  · ${note}`);
  const { corrections } = await client.models.corrections({ model: MODEL });
  tell(`${corrections.length} answers were corrected; the broken rows are never learnt from.`);
  return ended.state === "closed";
}

async function demo(folder: string): Promise<boolean> {
  const engine = await startEngine({
    dataDir: join(folder, "data"),
    port: 0,
    ui: false,
    logger: silentLogger,
    defaultPolicy: { mode: "automatic", cooldown_minutes: 0 },
    watch: "0 0 1 1 *",
    // The story is about the model: a busy machine would rightly put the healing off.
    observeHost: async () => ({ ...(await observeHost()), load_1m: 0 }),
  });
  try {
    const client = remoteClient(engine.url, folderToken(engine.appliance.dir));
    const production = async () => (await client.models.list()).models[0]?.production ?? "none";
    tell("A clinic has the records of 2,000 patients. Who will be readmitted?");
    const file = await toCsv(clinicWorld({ rows: 2000, seed: SEED }), join(folder, "patients.csv"));
    const report = await client.train({ source: file, target: TARGET, model: MODEL, budget: 6, seed: SEED });
    tell(
      `Trained ${report.leaderboard.length} learners; the best is ${report.learner}, ROC-AUC ${report.metrics.roc_auc?.toFixed(3)} on ${report.holdout.rows} patients it never saw. ${report.version} goes live at ${engine.url}.`,
    );

    for (let block = 0; block < 2; block++) {
      const accuracy = await live(engine, clinicWorld({ rows: BLOCK, seed: SEED + 1 + block }));
      await client.status.check({ model: MODEL });
      tell(
        `${BLOCK} patients came, ${Math.round(100 * accuracy)} of 100 were predicted right. ${(await client.incidents.list({ open: true })).incidents.length === 0 ? "Nothing to report." : "An incident is open."}`,
      );
    }

    tell("The world changes: a new treatment turns round what glucose and age mean.");
    for (let block = 0; block < MOST_BLOCKS; block++) {
      const answering = await production();
      const accuracy = await live(engine, clinicWorld({ rows: BLOCK, seed: SEED + 100 + block, concept: 1 }));
      await client.status.check({ model: MODEL });
      const { incidents } = await client.incidents.list({});
      tell(
        `${BLOCK} patients came, ${Math.round(100 * accuracy)} of 100 were predicted right by ${answering}. ${incidents[0] ? `Incident: ${incidents[0].diagnosis}, ${incidents[0].decision}, ${incidents[0].state}.` : "Nothing to report."}`,
      );
      if ((await production()) !== report.version && incidents.every(({ state }) => state === "closed")) break;
    }

    const healing = (await client.incidents.list({})).incidents.filter(({ challenger }) => challenger !== null);
    const incident = healing.find(({ diagnosis }) => diagnosis === "concept_drift") ?? healing[0];
    for (const { note } of incident?.steps ?? []) tell(`  · ${note}`);
    const fresh = await toCsv(clinicWorld({ rows: 4000, seed: SEED + 999, concept: 1 }), join(folder, "fresh.csv"));
    const [live1, liveNow] = [await auc(client, report.version, fresh), await auc(client, await production(), fresh)];
    tell(
      `On 4,000 new patients of the changed world: ${report.version} ${live1.toFixed(3)}, ${await production()} ${liveNow.toFixed(3)} (ROC-AUC).`,
    );
    const healed = liveNow > live1;
    const repaired = await breakTheFeed(engine, client);
    tell(healed ? "Healed." : "Not healed: the live model is no better than the broken one.");
    if (!repaired) tell("The broken feed was not repaired.");
    return healed && repaired;
  } finally {
    await engine.close();
  }
}

const folder = mkdtempSync(join(tmpdir(), "homeostat-demo-"));
try {
  process.exitCode = (await demo(folder)) ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
