/** The expectations of the live version, held against rows of the log. */
import {
  type DriftReport,
  type ExpectationReport,
  HomeostatError,
  type JudgedExpectation,
  type ModelSchema,
} from "../contract/index.ts";
import { type ExpectedRows, judgeExpectations } from "../observe/index.ts";
import type { LoggedRow } from "../serve/index.ts";
import { inputTable } from "./logged-rows.ts";
import type { Loop } from "./loop.ts";
import { liveVersion } from "./window.ts";

/** Newest rows that a person is shown the expectations on. */
const NEWEST = 1000;

/** Cells that are there and could not be read as their column's type. */
function unreadable(schema: ModelSchema, rows: readonly LoggedRow[], table: ExpectedRows["table"]) {
  const found = new Map<string, number[]>();
  for (const [k, { name, missingTokens }] of schema.features.entries()) {
    const column = table.columns[k]!;
    const tokens = new Set(["", ...missingTokens]);
    const wrong = rows.flatMap(({ input }, row) => {
      const missing = column.kind === "text" ? column.codes[row]! < 0 : Number.isNaN(column.values[row]!);
      const cell = input[name];
      return missing && cell !== null && cell !== undefined && !tokens.has(String(cell)) ? [row] : [];
    });
    found.set(name, wrong);
  }
  return found;
}

function expectedRows(schema: ModelSchema, rows: readonly LoggedRow[]): ExpectedRows {
  const table = inputTable(schema, rows);
  return { table, ids: rows.map(({ id }) => id), unreadable: unreadable(schema, rows, table) };
}

function judged(loop: Loop, model: string, rows: readonly LoggedRow[]): JudgedExpectation[] {
  const { registry } = loop;
  const { version, schema } = liveVersion(loop, model);
  const suite = registry.expectations(`${model}@${version}`);
  if (suite.length === 0) return [];
  return judgeExpectations(
    suite,
    registry.expectationEdits(model),
    rows.length > 0 ? expectedRows(schema, rows) : null,
  );
}

const isBroken = ({ result }: JudgedExpectation): boolean => result?.passed === false;

/** Expectations that a window breaks, as its drift report keeps them. */
export const brokenExpectations = (
  loop: Loop,
  model: string,
  rows: readonly LoggedRow[],
): NonNullable<DriftReport["expectations"]> =>
  judged(loop, model, rows).flatMap(({ id, words, result }) =>
    result?.passed === false ? [{ id, words, ...result }] : [],
  );

/**
 * The whole suite on the newest rows.
 * @throws HomeostatError NO_PRODUCTION, MODEL_NOT_FOUND
 */
export function expectationReport(loop: Loop, model: string): ExpectationReport {
  const { version } = liveVersion(loop, model);
  const rows = loop.log.window(model, { limit: NEWEST });
  const expectations = judged(loop, model, rows);
  return { model, version, rows: rows.length, failed: expectations.filter(isBroken).length, expectations };
}

/**
 * A person accepts or declines a rule, or sets its limits; it stands for this and every later version.
 * @throws HomeostatError WRONG_USE where the live version has no such rule, or the change does not exist
 */
export function editExpectation(
  loop: Loop,
  model: string,
  { id, change, actor }: { id: string; change: Record<string, unknown>; actor: string },
): ExpectationReport {
  const { version } = liveVersion(loop, model);
  const suite = loop.registry.expectations(`${model}@${version}`);
  if (!suite.some((each) => each.id === id)) {
    const known = suite.map((each) => each.id).join(", ") || "none";
    throw new HomeostatError("WRONG_USE", { reason: `${model} has no expectation ${id}. It has ${known}.` });
  }
  loop.registry.editExpectation(model, id, change, actor);
  return expectationReport(loop, model);
}
