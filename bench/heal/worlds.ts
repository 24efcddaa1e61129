/**
 * `node bench/heal-worlds.ts [--seeds n] [--base name] [world …]`: simulated worlds through the whole loop. What each
 * was called, whether the right thing was done about it and how soon, and whether the model that is left is worse than
 * one that was left alone. Right is what `core/testing/healing/worlds.ts` says of a world.
 */
import { BASES, type Base } from "../../core/testing/bases/base.ts";
import { type TrainedBase, trainBase } from "../../core/testing/bases/first-version.ts";
import { type Played, play } from "../../core/testing/healing/play.ts";
import { judgeWorld, type Verdict } from "../../core/testing/healing/verdict.ts";
import {
  HEALING_WORLD_NAMES,
  HEALING_WORLDS,
  type HealingWorld,
  type HealingWorldName,
} from "../../core/testing/healing/worlds.ts";

export interface Score {
  worlds: number;
  called: number;
  acted: number;
  inTime: number;
  /** Ended with a worse model. */
  worse: number;
  /** Windows to the act, ascending, of those that acted. */
  windows: number[];
  /** What went wrong, a line per world. */
  wrong: string[];
}

export interface Options {
  seeds: readonly number[];
  /** Bases that are taken in turn. */
  bases?: readonly Base[];
  /** Of a window. */
  rows?: number;
  /** Told of every world that was played. */
  onPlayed?(what: string, played: Played): void;
}

const SEED = 1;
const trained = new Map<string, Promise<TrainedBase>>();

/** Version 1 of a base: trained once, served in every world. */
function firstOf(base: Base): Promise<TrainedBase> {
  const known = trained.get(base.name) ?? trainBase(base, SEED);
  trained.set(base.name, known);
  return known;
}

function faults({ diagnosis, isCalledRight, wrong, isInTime, windows, isWorse }: Verdict): string[] {
  return [
    ...(isCalledRight ? [] : [`called ${diagnosis}`]),
    ...(wrong === null ? [] : [wrong]),
    ...(isInTime ? [] : [`${windows} windows`]),
    ...(isWorse ? ["worse than left alone"] : []),
  ];
}

/** One kind of world, a world per seed, the bases in turn. */
export async function scoreWorld(
  name: HealingWorldName,
  { seeds, bases = BASES, rows = 500, onPlayed }: Options,
): Promise<Score> {
  const world: HealingWorld = HEALING_WORLDS[name];
  const fitting = bases.filter(({ task }) => !world.classesOnly || task !== "regression");
  const score: Score = { worlds: 0, called: 0, acted: 0, inTime: 0, worse: 0, windows: [], wrong: [] };
  for (const [at, seed] of seeds.entries()) {
    const base = fitting[at % fitting.length]!;
    const played = await play(base, await firstOf(base), world, { seed, rows });
    const verdict = judgeWorld(base, world, played);
    score.worlds++;
    score.called += Number(verdict.isCalledRight);
    score.acted += Number(verdict.wrong === null);
    score.inTime += Number(verdict.isInTime);
    score.worse += Number(verdict.isWorse);
    if (verdict.windows !== null) score.windows.push(verdict.windows);
    const found = faults(verdict);
    if (found.length > 0) score.wrong.push(`${base.name}, seed ${seed}: ${found.join("; ")}`);
    onPlayed?.(`${name}, ${base.name}, seed ${seed}`, played);
  }
  score.windows.sort((a, b) => a - b);
  return score;
}

const COLUMNS = ["world", "right act", "called", "acted", "in time", "worse", "windows: median, worst (least, limit)"];
const WIDTHS = [28, 11, 9, 9, 9, 7, 0];
const line = (cells: readonly string[]): string => cells.map((cell, k) => cell.padEnd(WIDTHS[k]!)).join("");

function timeOf({ windows }: Score, { least }: HealingWorld): string {
  if (windows.length === 0) return "–";
  return `${windows[windows.length >> 1]}, ${windows.at(-1)} (${least}, ${2 * least})`;
}

/** Prints a line per world, and below it what went wrong. @returns the scores added up */
export async function healingWorlds(
  names: readonly HealingWorldName[],
  options: Options,
  print: (text: string) => void,
): Promise<Omit<Score, "windows">> {
  print(`Worlds through the whole loop, ${options.seeds.length} of each, windows of ${options.rows ?? 500} rows`);
  print(line(COLUMNS));
  const sum = { worlds: 0, called: 0, acted: 0, inTime: 0, worse: 0, wrong: [] as string[] };
  for (const name of names) {
    const world: HealingWorld = HEALING_WORLDS[name];
    const score = await scoreWorld(name, options);
    const of = (count: number) => `${count}/${score.worlds}`;
    const { called, acted, inTime, worse } = score;
    print(line([name, world.act, of(called), of(acted), of(inTime), String(worse), timeOf(score, world)]));
    for (const each of score.wrong) print(`    ${each}`);
    for (const key of ["worlds", "called", "acted", "inTime", "worse"] as const) sum[key] += score[key];
    sum.wrong.push(...score.wrong);
  }
  const share = (count: number) => `${((100 * count) / Math.max(1, sum.worlds)).toFixed(1)} %`;
  print(
    `${sum.worlds} worlds: called right ${share(sum.called)}, right act ${share(sum.acted)}, in time ${share(sum.inTime)}, left with a worse model ${sum.worse}`,
  );
  return sum;
}

/** What the loop said and did, window by window. */
export function traceOf({ turns, end }: Played): string[] {
  const said = turns.map(({ diagnosis, production, incidents }) => {
    const told = incidents.map(
      ({ decision, diagnosis: of, state, challenger }) =>
        `${decision} (${of}): ${state}${challenger ? ` ${challenger}` : ""}`,
    );
    return `    ${diagnosis.padEnd(14)} ${production}  ${told.join(", ")}`;
  });
  const loss = (value: number) => value.toPrecision(4);
  return [...said, `    loss at the end ${loss(end.ours)}, left alone ${loss(end.never)} (t = ${end.t.toFixed(1)})`];
}

/** The worlds that are named, all where none is. @throws Error for a name that is none */
export function namedWorlds(names: readonly string[]): HealingWorldName[] {
  const known: readonly string[] = HEALING_WORLD_NAMES;
  const strange = names.find((name) => !known.includes(name));
  if (strange) throw new Error(`No world is called "${strange}". There are: ${known.join("; ")}.`);
  return names.length === 0 ? HEALING_WORLD_NAMES : (names as HealingWorldName[]);
}
