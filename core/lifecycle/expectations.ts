/** The expectations of the live version, held against rows of the log. */
import { setImmediate as nextTurn } from "node:timers/promises";
import {
  type DriftReport,
  type ExpectationReport,
  HomeostatError,
  type JudgedExpectation,
  say,
} from "../contract/index.ts";
import { judgeExpectations } from "../observe/index.ts";
import { type ReadRows, readWindow } from "./logged-rows.ts";
import type { Loop } from "./loop.ts";
import { liveVersion } from "./window.ts";

/** Newest rows that a person is shown the expectations on. */
const NEWEST = 1000;

/** Rules between two turns of the event loop: a few milliseconds on a thousand rows. */
const STRETCH = 20;

async function judged(loop: Loop, model: string, { rows, inputs, unreadable }: ReadRows): Promise<JudgedExpectation[]> {
  const { registry } = loop;
  const { version } = liveVersion(loop, model);
  const suite = registry.expectations(`${model}@${version}`);
  if (suite.length === 0) return [];
  const edits = registry.expectationEdits(model);
  const expected = rows.length > 0 ? { table: inputs, ids: rows.map(({ id }) => id), unreadable } : null;
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
  read: ReadRows,
): Promise<NonNullable<DriftReport["expectations"]>> =>
  (await judged(loop, model, read)).flatMap(({ id, words, result }) =>
    result?.passed === false ? [{ id, words, ...result }] : [],
  );

/** Broken rules first, declined ones last. */
const rank = ({ status, result }: JudgedExpectation): number => {
  if (status === "declined") return 3;
  if (result?.passed === false) return 0;
  return result?.passed ? 2 : 1;
};

/**
 * The suite on the newest rows.
 * @param first so many of its rules; all where absent
 * @throws HomeostatError NO_PRODUCTION, MODEL_NOT_FOUND
 */
export async function expectationReport(loop: Loop, model: string, first?: number): Promise<ExpectationReport> {
  const live = liveVersion(loop, model);
  const { version } = live;
  const read = await readWindow(loop.log, live, { limit: NEWEST });
  const expectations = await judged(loop, model, read);
  const failed = expectations.filter(isBroken).length;
  const ordered = expectations.toSorted((a, b) => rank(a) - rank(b)).slice(0, first);
  return { model, version, rows: read.rows.length, failed, total: expectations.length, expectations: ordered };
}

/**
 * A person accepts or declines a rule, or sets its limits; it stands for this and every later version.
 * @throws HomeostatError WRONG_USE where the live version has no such rule, or the change does not exist
 */
export async function editExpectation(
  loop: Loop,
  model: string,
  { id, change, actor, first }: { id: string; change: Record<string, unknown>; actor: string; first?: number },
): Promise<ExpectationReport> {
  const { version } = liveVersion(loop, model);
  const suite = loop.registry.expectations(`${model}@${version}`);
  if (!suite.some((each) => each.id === id)) {
    const known = suite.map((each) => each.id).join(", ") || "none";
    throw new HomeostatError("WRONG_USE", { reason: say("noExpectation", { model, id, known }) });
  }
  loop.registry.editExpectation(model, id, change, actor);
  return expectationReport(loop, model, first);
}
