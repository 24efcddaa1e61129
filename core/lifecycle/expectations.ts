/** The expectations of the live version, held against rows of the log. */
import { setImmediate as nextTurn } from "node:timers/promises";
import {
  type DriftReport,
  type ExpectationReport,
  HomeostatError,
  type JudgedExpectation,
  type ModelSchema,
  say,
} from "../contract/index.ts";
import { type ExpectedRows, judgeExpectations } from "../observe/index.ts";
import type { LoggedRow } from "../serve/index.ts";
import { inputTable, windowInTurns } from "./logged-rows.ts";
import type { Loop } from "./loop.ts";
import { liveVersion } from "./window.ts";

/** Newest rows that a person is shown the expectations on. */
const NEWEST = 1000;

/** Columns or rules between two turns of the event loop: a few milliseconds on a thousand rows. */
const STRETCH = 20;

/** Cells that are there and could not be read as their column's type. */
async function unreadable(schema: ModelSchema, rows: readonly LoggedRow[], table: ExpectedRows["table"]) {
  const found = new Map<string, number[]>();
  for (const [k, { name, missingTokens }] of schema.features.entries()) {
    if (k % STRETCH === 0) await nextTurn();
    const column = table.columns[k]!;
    const tokens = new Set(["", ...missingTokens]);
    const wrong: number[] = [];
    for (let row = 0; row < rows.length; row++) {
      if (column.kind === "text" ? column.codes[row]! >= 0 : !Number.isNaN(column.values[row]!)) continue;
      const cell = rows[row]!.input[name];
      if (cell !== null && cell !== undefined && !tokens.has(String(cell))) wrong.push(row);
    }
    found.set(name, wrong);
  }
  return found;
}

async function expectedRows(schema: ModelSchema, rows: readonly LoggedRow[]): Promise<ExpectedRows> {
  const table = await inputTable(schema, rows);
  return { table, ids: rows.map(({ id }) => id), unreadable: await unreadable(schema, rows, table) };
}

async function judged(loop: Loop, model: string, rows: readonly LoggedRow[]): Promise<JudgedExpectation[]> {
  const { registry } = loop;
  const { version, schema } = liveVersion(loop, model);
  const suite = registry.expectations(`${model}@${version}`);
  if (suite.length === 0) return [];
  const edits = registry.expectationEdits(model);
  const expected = rows.length > 0 ? await expectedRows(schema, rows) : null;
  const found: JudgedExpectation[] = [];
  for (let from = 0; from < suite.length; from += STRETCH) {
    found.push(...judgeExpectations(suite.slice(from, from + STRETCH), edits, expected));
    await nextTurn();
  }
  return found;
}

const isBroken = ({ result }: JudgedExpectation): boolean => result?.passed === false;

/** Expectations that a window breaks, as its drift report keeps them. */
export const brokenExpectations = async (
  loop: Loop,
  model: string,
  rows: readonly LoggedRow[],
): Promise<NonNullable<DriftReport["expectations"]>> =>
  (await judged(loop, model, rows)).flatMap(({ id, words, result }) =>
    result?.passed === false ? [{ id, words, ...result }] : [],
  );

/**
 * The whole suite on the newest rows.
 * @throws HomeostatError NO_PRODUCTION, MODEL_NOT_FOUND
 */
export async function expectationReport(loop: Loop, model: string): Promise<ExpectationReport> {
  const live = liveVersion(loop, model);
  const { version } = live;
  const rows = await windowInTurns(loop.log, live, { limit: NEWEST });
  const expectations = await judged(loop, model, rows);
  return { model, version, rows: rows.length, failed: expectations.filter(isBroken).length, expectations };
}

/**
 * A person accepts or declines a rule, or sets its limits; it stands for this and every later version.
 * @throws HomeostatError WRONG_USE where the live version has no such rule, or the change does not exist
 */
export async function editExpectation(
  loop: Loop,
  model: string,
  { id, change, actor }: { id: string; change: Record<string, unknown>; actor: string },
): Promise<ExpectationReport> {
  const { version } = liveVersion(loop, model);
  const suite = loop.registry.expectations(`${model}@${version}`);
  if (!suite.some((each) => each.id === id)) {
    const known = suite.map((each) => each.id).join(", ") || "none";
    throw new HomeostatError("WRONG_USE", { reason: say("noExpectation", { model, id, known }) });
  }
  loop.registry.editExpectation(model, id, change, actor);
  return expectationReport(loop, model);
}
