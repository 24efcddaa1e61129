/**
 * The app's figures beside their goals: first paint, what the first page loads, whether anything is held up while a
 * model trains, and every page after years of use (1,000,000 predictions, 1,500 columns, 10,000 levels, 500 versions,
 * 1,000 incidents). A busy machine shows in milliseconds, not in the other figures.
 *
 *   npm run bench:app [-- --folder DIR] [--only paint,training,scale]      (after npm run build)
 *
 * `--folder` keeps what makes years of use, so that the next run need not make it.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { Browser } from "playwright-core";
import { launchBrowser } from "../browser.ts";
import { measureFirstPaint } from "./first-paint.ts";
import { measureScale, type PageFigures } from "./scale.ts";
import { measureWhileTraining } from "./while-training.ts";

const MODELS = ["clinic", "panel", "codes"];
const MAKE = fileURLToPath(new URL("../../../bench/app/make-folder.ts", import.meta.url));
const VISITS = 7;
const MEGA = 1e6;

const worst = (values: readonly number[]) => Math.round(Math.max(0, ...values));
const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const held = (values: readonly number[]) => (values.length === 0 ? "none" : `${values.length}, ${worst(values)} ms`);

function line(what: string, found: string, goal: string): void {
  console.log(`${what.padEnd(44)} ${found.padStart(22)}   ${goal}`);
}

async function paint(browser: Browser): Promise<void> {
  const { paints, bytes } = await measureFirstPaint(browser, VISITS);
  line(`first paint, median of ${VISITS}`, `${Math.round(median(paints))} ms`, "< 1,000 ms");
  line("first load, compressed", `${Math.round(bytes / 1000)} kB`, "< 500 kB");
}

async function training(browser: Browser): Promise<void> {
  const { opened, longTasks, stalls, shift } = await measureWhileTraining(browser);
  line(`while a model trains, ${opened} pages opened: page held up`, held(longTasks), "none over 50 ms");
  line("while a model trains: engine held up", held(stalls), "none over 50 ms");
  line("while a model trains: layout shift a page", (shift / opened).toFixed(4), "< 0.02");
}

const HEAD = [
  "model",
  "page",
  "settled ms",
  "elements",
  "heap MB",
  "engine MB",
  "page held up",
  "engine held up",
  "shift",
];
const row = (cells: readonly string[]) =>
  cells.map((cell, i) => (i < 2 ? cell.padEnd(10) : cell.padStart(15))).join("");

function pageLine({ model, route, settled, elements, heap, rss, longTasks, stalls, shift, errors }: PageFigures): void {
  const memory = rss === null ? "?" : String(Math.round(rss / MEGA));
  const cells = [model, route, String(Math.round(settled)), String(elements), String(Math.round(heap / MEGA)), memory];
  console.log(row([...cells, held(longTasks), held(stalls), shift.toFixed(3)]));
  for (const error of errors) console.log(`    ${error.slice(0, 160)}`);
}

async function scale(browser: Browser, folder: string): Promise<void> {
  if (!existsSync(join(folder, "homeostat.db"))) {
    const { status } = spawnSync(process.execPath, [MAKE, folder], { stdio: "inherit" });
    if (status !== 0) throw new Error("the folder could not be made");
  }
  console.log(`\n${row(HEAD)}`);
  const all: PageFigures[] = [];
  await measureScale(browser, folder, MODELS, (figures) => {
    all.push(figures);
    pageLine(figures);
  });
  console.log();
  line("most elements on a page", String(worst(all.map(({ elements }) => elements))), "bounded");
  const memory = all.map(({ heap, rss }) => (heap + (rss ?? 0)) / MEGA);
  line("most memory, page and engine", `${worst(memory)} MB`, "< 500 MB");
  line("most layout shift", Math.max(...all.map(({ shift }) => shift)).toFixed(3), "< 0.02");
}

const { values } = parseArgs({
  options: { folder: { type: "string" }, only: { type: "string", default: "paint,training,scale" } },
});
const only = values.only.split(",");
const folder = values.folder ?? mkdtempSync(join(tmpdir(), "homeostat-years-"));
const browser = await launchBrowser();
console.log(`node ${process.versions.node}, Chromium ${browser.version()}\n`);
try {
  if (only.includes("paint")) await paint(browser);
  if (only.includes("training")) await training(browser);
  if (only.includes("scale")) await scale(browser, folder);
} finally {
  await browser.close();
  if (values.folder === undefined) rmSync(folder, { recursive: true, force: true });
}
