/**
 * Photographs every page at 1280 × 800 in both themes into docs/images, from the real engine on a folder of its own: a table is
 * dropped in, two models are trained, two weeks of predictions and outcomes go by on a simulated clock, and the world
 * turns on the way.
 *
 * npm run screenshots        (after npm run build)
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createRouterClient } from "@orpc/server";
import type { Page } from "playwright-core";
import { BatchReply, type Row } from "../core/contract/index.ts";
import { type Table, writeCsv } from "../core/data/index.ts";
import { type Engine, startEngine } from "../core/engine.ts";
import { observeHost } from "../core/observe/index.ts";
import { createLogger, simulatedClock } from "../core/shared/index.ts";
import { clinicWorld } from "../core/testing/worlds.ts";
import { launchBrowser } from "../renderer/tests/browser.ts";

const OUT = fileURLToPath(new URL("../docs/images", import.meta.url));
const DAY = 86_400_000;
const DAYS = 14;
const TURN = 10;
const WINDOWS_A_DAY = 2;
const ROWS = 260;
const TARGET = "readmitted";

type Client = ReturnType<typeof clientOf>;
const clientOf = (engine: Engine) => createRouterClient(engine.router);

const cell = (table: Table, name: string, row: number) => {
  const column = table.columns.find((one) => one.name === name);
  if (!column) return null;
  if (column.kind === "text") return column.levels[column.codes[row] ?? -1] ?? null;
  const value = column.values[row] ?? Number.NaN;
  return Number.isNaN(value) ? null : value;
};

const rowOf = (table: Table, row: number): Row =>
  Object.fromEntries(table.columns.map(({ name }) => [name, cell(table, name, row)]));

async function writeTable(table: Table, path: string): Promise<void> {
  const names = table.columns.map(({ name }) => name);
  const rows = Array.from({ length: table.rows }, (_, row) => Object.values(rowOf(table, row)).map(text));
  await writeCsv(path, names, rows);
}
const text = (value: Row[string]) => (typeof value === "boolean" ? String(value) : (value ?? null));

/** Patients of a window; once the world has turned they are heavier, sweeter, and readmitted for other reasons. */
function patients(window: number, turned: number): { rows: Row[]; outcomes: string[] } {
  const table = clinicWorld({ rows: ROWS, seed: 100 + window, concept: 0.75 * turned });
  const all = Array.from({ length: ROWS }, (_, row) => rowOf(table, row));
  const outcomes = all.map((row) => String(row[TARGET]));
  const rows = all.map(({ [TARGET]: _known, glucose, bmi, ...rest }) => ({
    ...rest,
    glucose: typeof glucose === "number" ? Math.round(glucose + 26 * turned) : null,
    bmi: typeof bmi === "number" ? Number((bmi + 3.5 * turned).toFixed(1)) : null,
  }));
  return { rows, outcomes };
}

/** As a program on this machine would: over HTTP. */
async function ask(rows: Row[]): Promise<BatchReply["predictions"]> {
  const reply = await fetch(`${engine.url}/models/clinic/predict`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ rows }),
  });
  return BatchReply.parse(await reply.json()).predictions;
}

/** Until the world turns, a person says yes to whatever is better. */
async function approveWaiting(client: Client): Promise<void> {
  const { incidents } = await client.incidents.list({ open: true });
  for (const { id, waiting } of incidents) if (waiting) await client.incidents.approve({ incident: id });
}

async function liveThrough(client: Client, clock: { advance(ms: number): void }): Promise<void> {
  for (let window = 0; window < DAYS * WINDOWS_A_DAY; window += 1) {
    clock.advance(DAY / WINDOWS_A_DAY);
    const turned = Math.min(1, Math.max(0, (window / WINDOWS_A_DAY - TURN) / 2));
    const { rows, outcomes } = patients(window, turned);
    const predictions = await ask(rows);
    await client.outcomes.record({
      outcomes: predictions.flatMap((one, i) =>
        one.status === "ok" && one.prediction_id && i % 4 !== 0
          ? [{ prediction_id: one.prediction_id, outcome: outcomes[i] ?? "no" }]
          : [],
      ),
    });
    await client.status.check({ model: "clinic" });
    if (turned === 0) await approveWaiting(client);
  }
}

async function photograph(page: Page, name: string): Promise<void> {
  // The pointer rests nowhere, so that nothing looks hovered.
  await page.mouse.move(0, 799);
  if (name === "host") await page.locator("main").evaluate((main) => main.scrollTo(0, 0));
  for (const [colorScheme, file] of [
    ["dark", `${name}-dark.png`],
    ["light", `${name}.png`],
  ] as const) {
    await page.emulateMedia({ colorScheme });
    await page.waitForTimeout(500);
    await page.screenshot({ path: join(OUT, file) });
    console.log(`docs/images/${file}`);
  }
}

/** The first model, by hand, as a person would train it. */
async function trainByHand(page: Page, file: string): Promise<void> {
  await page.getByText("Give it a table.").waitFor();
  await photograph(page, "overview-empty");
  await page.locator("input[type=file]").setInputFiles(file);
  await page.getByText("What may it learn from?").waitFor();
  await page.getByRole("combobox", { name: "Target" }).click();
  await page.getByRole("option", { name: TARGET, exact: true }).click();
  await page.getByText("Yes or no:").waitFor();
  // The first of it, before a click on what stands further down scrolls there.
  await page.locator("main").evaluate((main) => main.scrollTo(0, 0));
  await photograph(page, "train");
  await page.getByText("Quick", { exact: true }).click();
  await page.locator("main").evaluate((main) => main.scrollTo(0, main.scrollHeight));
  await photograph(page, "train-columns");
  await page.getByRole("button", { name: "Start training" }).click();
  await page.getByRole("cell", { name: "Random forest", exact: true }).waitFor({ timeout: 120_000 });
  await photograph(page, "train-running");
  await page.getByText("Your model is ready").waitFor({ timeout: 300_000 });
  await photograph(page, "train-result");
}

const PAGES = ["overview", "models", "drift", "incidents", "outcomes", "host", "api", "settings", "audit"] as const;

async function open(page: Page, name: string): Promise<void> {
  await page.goto(`${engine.url}/#/${name === "overview" ? "" : name}`);
  await page.locator(`main[data-page="${name}"] h1`).first().waitFor();
  if (name === "overview") await page.getByText("Needs attention").waitFor();
  if (name === "models") await page.getByRole("button", { name: "Model card" }).waitFor();
  // The lines begin with the third reading.
  if (name === "host") await page.getByRole("img", { name: /^Processor and memory/ }).waitFor();
  if (name === "drift") await page.locator("canvas").first().waitFor();
}

async function everyPage(page: Page): Promise<void> {
  for (const name of PAGES) {
    await open(page, name);
    if (name === "host") await page.getByRole("button", { name: "Run the check-up" }).click();
    if (name === "audit") await page.getByRole("button", { name: "Verify" }).click();
    await photograph(page, name);
  }
  await open(page, "predict");
  await page.getByRole("button", { name: "Ask", exact: true }).click();
  await page.getByText("with a probability of").waitFor();
  await photograph(page, "predict");
  await open(page, "incidents");
  await page.getByRole("button", { name: "Show the evidence" }).click();
  await page.getByText("The facts").waitFor();
  await page.locator("main").evaluate((main) => main.scrollTo(0, main.scrollHeight / 2));
  await photograph(page, "incidents-evidence");
}

const VIEW = { viewport: { width: 1280, height: 800 }, locale: "en-GB" };

const folder = mkdtempSync(join(tmpdir(), "homeostat-screenshots-"));
const clock = simulatedClock(Date.now() - (DAYS + 1) * DAY);
const engine = await startEngine({
  dataDir: join(folder, "data"),
  port: 0,
  clock,
  logger: createLogger("error"),
  // The script makes the checks itself, on its own clock.
  watch: "0 0 0 1 1 *",
});
// Taking pictures keeps a small machine busy, and a busy machine puts its repairs off.
const { cpu_share: _busy, load_1m: _load, ...host } = await observeHost();
engine.appliance.loop.host = async () => ({ ...host, cpu_share: 0.12, load_1m: 0.4 });
const browser = await launchBrowser();
try {
  mkdirSync(OUT, { recursive: true });
  const client = clientOf(engine);
  const file = join(folder, "clinic.csv");
  await writeTable(clinicWorld({ rows: 1500, seed: 7 }), file);
  const page = await (await browser.newContext({ ...VIEW, colorScheme: "light" })).newPage();
  page.setDefaultTimeout(20_000);
  await page.goto(engine.ui);
  await trainByHand(page, file);
  clock.advance(DAY / 2);
  await client.train({ source: file, target: "glucose", model: "glucose", budget: 5, exclude: [TARGET] });
  await liveThrough(client, clock);
  clock.advance(Math.max(0, Date.now() - clock.now()));
  for (let i = 0; i < 30; i += 1) await ask(patients(DAYS * WINDOWS_A_DAY + i, 1).rows.slice(0, 4));
  await page.goto(`${engine.url}/#/`);
  await page.reload();
  await everyPage(page);
} finally {
  await browser.close();
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
}
