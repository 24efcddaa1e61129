/** The real `homeostat` on a data folder with one model, and the constant route beside it. */
import { spawn, spawnSync } from "node:child_process";
import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createRng } from "../../core/shared/index.ts";
import type { Target } from "./client.ts";
import { freePort, type Server, start } from "./processes.ts";

const LAUNCHER = fileURLToPath(new URL("../../bin/homeostat", import.meta.url));
const CONSTANT = fileURLToPath(new URL("./constant.ts", import.meta.url));
const REGIONS = ["north", "south", "west"];

export const ROW = { a: 0.1, b: -0.2, c: 1.3, d: 0.4, e: -0.5, f: 0.6, g: "north", h: 1.8 };

const target = (port: number): Target => ({
  ...{ url: `http://127.0.0.1:${port}`, path: "/predict", body: JSON.stringify(ROW) },
});

/** A class that depends on three of eight columns. */
function writeTable(path: string, rows: number): void {
  const rng = createRng(1);
  const lines = Array.from({ length: rows }, () => {
    const [a, b, c, ...rest] = Array.from({ length: 7 }, () => rng.normal());
    const label = a! + b! * c! + rng.normal() > 0 ? 1 : 0;
    return [a, b, c, ...rest.slice(0, 3), REGIONS[rng.int(3)], rest[3], label].join(",");
  });
  writeFileSync(path, ["a,b,c,d,e,f,g,h,y", ...lines].join("\n"));
}

const trainFlags = (table: string, dataDir: string): string[] => [
  ...[LAUNCHER, "train", table, "--target", "y", "--name", "bench", "--data-dir", dataDir],
  ...["--learners", "gradient_boosting", "--seed", "1", "--threads", "1", "--json"],
];

/** Trains a gradient boosting of 100 trees on 2,000 rows and puts it live, in a folder for each durability. */
export function prepareFolders(work: string): Record<"process" | "power", string> {
  const table = join(work, "rows.csv");
  writeTable(table, 2_000);
  writeTable(join(work, "many.csv"), 100_000);
  const folders = { process: join(work, "process"), power: join(work, "power") };
  const flags = [...trainFlags(table, folders.process), "--no-search", "--promote"];
  const { status, stdout, stderr } = spawnSync(process.execPath, flags, { encoding: "utf8" });
  if (status !== 0) throw new Error(`training failed: ${stdout}${stderr}`);
  cpSync(folders.process, folders.power, { recursive: true });
  return folders;
}

/** Has a running engine train on 100,000 rows, with a search. @returns its end */
export function retrain(work: string, dataDir: string, seconds: number): { running(): boolean; ended: Promise<void> } {
  const flags = [...trainFlags(join(work, "many.csv"), dataDir), "--budget", String(seconds), "--no-promote"];
  const child = spawn(process.execPath, flags, { stdio: "ignore" });
  const ended = new Promise<void>((resolve, reject) =>
    child.on("exit", (code) => (code === 0 ? resolve() : reject(new Error(`the retraining ended with ${code}`)))),
  );
  return { running: () => child.exitCode === null, ended };
}

export async function startHomeostat(dataDir: string, durability: "process" | "power"): Promise<Server> {
  const port = await freePort();
  const flags = ["--data-dir", dataDir, "--port", String(port), "--durability", durability, "--policy", "observe"];
  return start({ file: process.execPath, args: [LAUNCHER, "serve", ...flags] }, target(port));
}

export async function startConstant(): Promise<Server> {
  const port = await freePort();
  return start({ file: process.execPath, args: [CONSTANT, String(port)] }, target(port));
}

export const batchOf = (rows: number): string => JSON.stringify({ rows: new Array(rows).fill(ROW) });
