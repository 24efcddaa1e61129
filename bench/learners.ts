/**
 * How long the learners take beside LightGBM and scikit-learn, on the same tables and cores, each fit in a process of
 * its own and both sides in turns: `npm run bench:train -- [--quick] [--repeats 3] [--adult FILE] [--only TEXT]`.
 * The peers run in `PEERS`, a Python with scikit-learn and LightGBM (default `python3`); without one they are skipped.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { LearnerName } from "../core/contract/index.ts";
import { sharedData } from "../core/testing/shared-data.ts";
import { realTable, syntheticTable, type TableFile } from "./learners/tables.ts";

const { values: flags } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    repeats: { type: "string", default: "3" },
    adult: { type: "string", default: sharedData("adult.csv.gz") },
    only: { type: "string", default: "" },
  },
});

interface Fit {
  seconds: number;
  cpu: number;
  score: number;
  digest?: string;
}

interface Case {
  learner: LearnerName;
  table: () => TableFile | Promise<TableFile>;
  title: string;
  threads: number;
  /** Our time ÷ the peer's, at most. */
  goal: number;
}

const python = process.env.PEERS ?? "python3";
const here = (name: string): string => fileURLToPath(new URL(`./learners/${name}`, import.meta.url));

function run(command: string, args: string[]): Fit {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Fit;
}

const peerVersions = (): Record<string, string> | null => {
  const { status, stdout } = spawnSync(python, [here("peer.py"), "versions"], { encoding: "utf8" });
  return status === 0 ? (JSON.parse(stdout) as Record<string, string>) : null;
};

const median = (numbers: number[]): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!;
const of = (fits: Fit[], key: "seconds" | "cpu" | "score"): number => median(fits.map((fit) => fit[key]));
const by = (fits: Fit[], others: Fit[], key: "seconds" | "cpu"): number =>
  median(fits.map((fit, at) => fit[key] / others[at]![key]));
const padded = (cells: (string | number)[]): string =>
  cells.map((cell, at) => (at === 0 ? String(cell).padEnd(34) : String(cell).padStart(10))).join("");

const folder = mkdtempSync(join(tmpdir(), "learners-"));
const made = new Map<string, Promise<TableFile>>();
function table(key: string, make: () => TableFile | Promise<TableFile>): () => Promise<TableFile> {
  return () => {
    const known = made.get(key) ?? Promise.resolve(make());
    made.set(key, known);
    return known;
  };
}
const synthetic = (rows: number, width: number, task: TableFile["task"] = "binary") =>
  table(`${task} ${rows} ${width}`, () => syntheticTable(folder, rows, width, task));

const [large, small] = flags.quick ? [80_000, 20_000] : [800_000, 80_000];
const adult = table("adult", () => realTable(folder, flags.adult, "income"));
const cases: Case[] = [
  ...[1, 2].flatMap((threads): Case[] => [
    { learner: "gradient_boosting", table: synthetic(large, 20), title: `${large} × 20`, threads, goal: 0.6 },
    { learner: "gradient_boosting", table: synthetic(small, 6), title: `${small} × 6`, threads, goal: 1 },
    { learner: "gradient_boosting", table: adult, title: "Adult", threads, goal: 1 },
    { learner: "random_forest", table: synthetic(small, 6), title: `${small} × 6`, threads, goal: 0.25 },
    { learner: "extra_trees", table: synthetic(small, 6), title: `${small} × 6`, threads, goal: 0.25 },
  ]),
  { learner: "logistic_regression", table: synthetic(large, 20), title: `${large} × 20`, threads: 1, goal: 3 },
  { learner: "logistic_regression", table: synthetic(small, 6), title: `${small} × 6`, threads: 1, goal: 3 },
  {
    learner: "linear_regression",
    table: synthetic(large, 20, "regression"),
    title: `${large} × 20`,
    threads: 1,
    goal: 3,
  },
  { learner: "ridge", table: synthetic(large, 20, "regression"), title: `${large} × 20`, threads: 1, goal: 3 },
];

async function measure({ learner, table: open, title, threads, goal }: Case, peers: boolean): Promise<void> {
  const name = `${learner} ${title}`;
  if (!name.includes(flags.only)) return;
  if (open === adult && !existsSync(flags.adult)) {
    console.log(`${name}: skipped, there is no ${flags.adult}`);
    return;
  }
  const { path } = await open();
  const [mine, theirs]: [Fit[], Fit[]] = [[], []];
  for (let repeat = 0; repeat < Number(flags.repeats); repeat++) {
    mine.push(run(process.execPath, [here("ours.ts"), path, learner, String(threads)]));
    if (peers) theirs.push(run(python, [here("peer.py"), path, learner, String(threads)]));
  }
  const cells = [name, threads, of(mine, "seconds").toFixed(2), of(mine, "score").toFixed(4), mine[0]!.digest ?? ""];
  if (!peers) return console.log(padded(cells));
  const times = [of(theirs, "seconds").toFixed(2), of(theirs, "score").toFixed(4)];
  const ratios = [by(mine, theirs, "seconds").toFixed(2), by(mine, theirs, "cpu").toFixed(2), `≤ ${goal}`];
  console.log(padded([...cells.slice(0, 4), ...times, ...ratios, cells[4]!]));
}

const versions = peerVersions();
console.log(`Node ${process.version}, V8 ${process.versions.v8}, ${cpus().length} × ${cpus()[0]?.model.trim()}`);
console.log(
  versions === null
    ? `The peers are skipped: ${python} has no scikit-learn and LightGBM (PEERS names a Python that does).`
    : `Peers: LightGBM ${versions.lightgbm}, scikit-learn ${versions.sklearn}, numpy ${versions.numpy}.`,
);
console.log(
  `Plain defaults, fit alone, binning included; medians of ${flags.repeats}, in turns. Score: ROC-AUC or R².\n`,
);
const peerHeads = ["peer s", "score", "× time", "× CPU", "goal"];
console.log(padded(["", "threads", "ours s", "score", ...(versions === null ? [] : peerHeads), "digest"]));
try {
  for (const one of cases) await measure(one, versions !== null);
} finally {
  rmSync(folder, { recursive: true });
}
