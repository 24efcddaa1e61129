/** What to predict, from which columns, and why the others are set aside. */
import { type ClassLabel, type ColumnReport, HomeostatError, say, type Task } from "../../contract/index.ts";
import type { ColumnProfile } from "../read/profile.ts";
import type { ReadResult } from "../read/read-table.ts";
import { columnNamed } from "../table.ts";
import { findLeaks } from "./leaks.ts";
import { checkTask, classesOf, rankTargets, taskFor } from "./targets.ts";
import { proposeTime } from "./time.ts";

/** Rows with a known target that a training needs. */
const LEAST_ROWS = 10;
/** Values per row up to which an identifier occurs in several rows. */
const SEVERAL_SHARE = 0.9;

/** What the user said; everything else is proposed. */
export interface Ask {
  target?: string;
  task?: Task;
  time?: string[];
  exclude?: string[];
  include?: string[];
  positive?: string;
  category?: string[];
  number?: string[];
  /** Column whose rows of one value stay together in every split; it is no feature. */
  group?: string;
}

export interface Proposal {
  target: string;
  task: Task;
  /** Labels in the order of probabilities; for two, the positive one last. Empty for regression. */
  classes: ClassLabel[];
  positive: ClassLabel | null;
  /** Columns that order the rows in time; dates among them are features too. */
  time: string[];
  /** Names in the table's order. */
  features: string[];
  columns: ColumnReport[];
  targets: { column: string; task: Task; reason: string }[];
  warnings: string[];
}

function checkColumns(read: ReadResult, ask: Ask): void {
  const columns = read.table.columns.map(({ name }) => name);
  const named = [
    ask.target ?? [],
    ask.time ?? [],
    ask.exclude ?? [],
    ask.include ?? [],
    ask.category ?? [],
    ask.number ?? [],
    ask.group ?? [],
  ];
  for (const column of named.flat())
    if (!columns.includes(column)) throw new HomeostatError("COLUMN_NOT_FOUND", { column, columns });
}

function checkTarget(read: ReadResult, target: string, profile: ColumnProfile): void {
  const rows = Math.round((1 - profile.missing_share) * read.table.rows);
  if (rows === 0) throw new HomeostatError("TARGET_MISSING", { target });
  if (profile.distinct === 1 && rows > 1) throw new HomeostatError("TARGET_CONSTANT", { target });
  if (rows < LEAST_ROWS) throw new HomeostatError("TOO_FEW_ROWS", { rows, needed: LEAST_ROWS });
}

function chooseTask(read: ReadResult, target: string, profile: ColumnProfile, wanted?: Task): Task {
  const column = columnNamed(read.table, target)!;
  if (wanted !== undefined) {
    checkTask(wanted, column, profile);
    return wanted;
  }
  const found = taskFor(column, profile);
  if ("task" in found) return found.task;
  throw new HomeostatError("TARGET_UNSUITABLE", {
    target,
    task: say("anyTask"),
    reason: found.reason,
  });
}

const share = (profile: ColumnProfile, rows: number): string =>
  profile.distinct === rows ? say("onePerRow") : say("valuesInRows", { values: profile.distinct, rows });

/** Why a column is set aside by what is in it, or null. */
function reasonAgainst(profile: ColumnProfile, rows: number, ask: Ask): string | null {
  const { name, type, distinct, missing_share } = profile;
  if (ask.exclude?.includes(name)) return say("byRequest");
  if (name === ask.group) return say("groupTogether");
  if (distinct === 0) return say("constantNone");
  if (distinct === 1 && missing_share === 0) return say("constantOne");
  if (ask.include?.includes(name) || ask.category?.includes(name) || ask.number?.includes(name)) return null;
  if (type === "identifier") return say("identifier", { share: share(profile, rows) });
  if (type === "text") return say("freeText", { share: share(profile, rows) });
  return null;
}

/** Reasons by column; where nothing would be left to learn from, number columns come back with a warning. */
function setAside(
  read: ReadResult,
  target: string,
  task: Task,
  ask: Ask,
): { reasons: Map<string, string>; warnings: string[] } {
  const { table, profiles } = read;
  const reasons = new Map<string, string>();
  for (const profile of profiles) {
    const reason = profile.name === target ? null : reasonAgainst(profile, table.rows, ask);
    if (reason !== null) reasons.set(profile.name, reason);
  }
  // A total that grows with time is no secret of the calendar: dates are not suspected.
  const suspects = profiles.filter(
    ({ name, type }) => type !== "datetime" && name !== target && !reasons.has(name) && !ask.include?.includes(name),
  );
  const leaks = findLeaks(
    table,
    target,
    task,
    suspects.map(({ name }) => name),
  );
  for (const [name, evidence] of leaks) reasons.set(name, say("leak", { evidence }));
  if (table.columns.some(({ name }) => name !== target && !reasons.has(name))) return { reasons, warnings: [] };
  const returned = [...reasons].filter(([name, reason]) => {
    const isNumber = columnNamed(table, name)!.kind === "number";
    return reason.startsWith("leak") || (reason.startsWith("identifier") && isNumber);
  });
  for (const [name] of returned) reasons.delete(name);
  return {
    reasons,
    warnings: returned.map(([column, reason]) => say("notSetAside", { column, reason })),
  };
}

/** Identifiers of things that occur several times: their rows on both sides of a split by chance flatter a model. */
function groupWarnings(read: ReadResult, reasons: ReadonlyMap<string, string>, ask: Ask): string[] {
  if (ask.group !== undefined) return [];
  const several = ({ name, distinct, missing_share }: ColumnProfile) =>
    reasons.get(name)?.startsWith("identifier") && distinct < SEVERAL_SHARE * (1 - missing_share) * read.table.rows;
  return read.profiles
    .filter(several)
    .map(({ name: column }) => `${say("occursInSeveral", { column })} ${say("useGroup", { column })}`);
}

/**
 * Proposes target, task, classes, time column and the role of every column, each exclusion with its reason.
 * What the user asks for stands; `include` keeps a column that would be set aside.
 * @throws COLUMN_NOT_FOUND, TARGET_REQUIRED, TARGET_MISSING, TARGET_CONSTANT, TARGET_UNSUITABLE, TOO_FEW_ROWS,
 *   NO_FEATURES
 * @example propose(await readTable("bike.csv"), { target: "cnt" }).columns // casual: leak: casual + registered = cnt
 */
export function propose(read: ReadResult, ask: Ask): Proposal {
  checkColumns(read, ask);
  const targets = rankTargets(read);
  const target = ask.target ?? targets[0]?.column;
  if (target === undefined) {
    if (read.table.rows < LEAST_ROWS)
      throw new HomeostatError("TOO_FEW_ROWS", { rows: read.table.rows, needed: LEAST_ROWS });
    throw new HomeostatError("TARGET_REQUIRED", { candidates: say("noneStandsOut") });
  }
  if (ask.group === target) throw new HomeostatError("WRONG_USE", { reason: say("targetIsGroup", { target }) });
  const profile = read.profiles.find(({ name }) => name === target)!;
  checkTarget(read, target, profile);
  const task = chooseTask(read, target, profile, ask.task);
  const { classes, positive } = classesOf(read, target, task, ask.positive);
  const { reasons, warnings } = setAside(read, target, task, ask);
  const proposed = ask.time === undefined ? proposeTime(read, new Set([target, ...reasons.keys()])) : null;
  const time = ask.time ?? (proposed === null ? [] : [proposed.column]);
  if (proposed !== null) warnings.push(say("takenAsTime", proposed));
  if (time.length === 0) warnings.push(...groupWarnings(read, reasons, ask));
  const columns = read.profiles.map(({ name, type, format }): ColumnReport => {
    const column = { name, type, ...(format === undefined ? {} : { format }) };
    if (name === target) return { ...column, type: type === "identifier" ? "number" : type, role: "target" };
    const reason = reasons.get(name);
    if (time.includes(name)) return { ...column, role: "time", reason: proposed?.reason ?? say("byRequest") };
    return reason === undefined ? { ...column, role: "feature" } : { ...column, role: "excluded", reason };
  });
  const features = columns.filter(({ name }) => name !== target && !reasons.has(name)).map(({ name }) => name);
  if (features.length === 0) {
    const reason = [...reasons].map(([name, why]) => `${name} (${why})`).join(", ") || say("onlyTarget");
    throw new HomeostatError("NO_FEATURES", { reason });
  }
  return { target, task, classes, positive, time, features, columns, targets, warnings };
}
