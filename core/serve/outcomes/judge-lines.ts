/** What each line of a file of outcomes would do, or does. */
import { setImmediate as nextTurn } from "node:timers/promises";
import type { ClassLabel, Outcome, OutcomeLine, OutcomeReason, OutcomeResult } from "../../contract/index.ts";
import { timeOfUlid } from "../../shared/index.ts";
import { judgeOutcome } from "../log/judge-outcome.ts";
import type { Answered } from "../log/outcome-log.ts";
import type { PredictionLog } from "../log/prediction-log.ts";
import { outcomeOf } from "./row-key.ts";

/** A line of the file, beside the predictions that it may be about. */
export interface FileLine {
  /** From 1. */
  row: number;
  key: string[];
  /** Predictions with this id or key; null where the line names none. */
  ids: readonly string[] | null;
  outcome: string | null;
  /** When it was observed; null where that cannot be read, absent where it is not said. */
  observed?: string | null;
}

export interface JudgedLine extends OutcomeLine {
  /** Whose prediction it is about. */
  model: string | null;
  /** What is to be recorded; null where the line cannot be. */
  entry: Outcome | null;
}

export interface LineRules {
  by: "id" | "key";
  /** Several predictions with one key: each of them. */
  every: boolean;
  /** The live version of a model; outcomes of answers of others come late. */
  live(model: string): string | null;
}

type Verdict = { result: OutcomeResult; reason: OutcomeReason | null };

/** Lines of one turn of the event loop. */
const TURN = 500;

/**
 * Judges lines in their order, each knowing what the lines before it said. Nothing is written.
 * @returns one per line, and per prediction where a line is about each of several
 */
export async function judgeLines(
  log: Pick<PredictionLog, "outcomes">,
  lines: readonly FileLine[],
  rules: LineRules,
  signal: AbortSignal,
): Promise<JudgedLine[]> {
  const { find, oldest } = log.outcomes;
  const since = oldest();
  /** Outcomes by lines before. */
  const told = new Map<string, ClassLabel>();

  const nobody = (line: FileLine): Verdict => {
    if (line.ids === null) return { result: "invalid", reason: "no_key" };
    if (rules.by === "key") return { result: "unknown", reason: "no_match" };
    const made = timeOfUlid(line.key[0] ?? "");
    const gone = made !== null && since !== null && made < since;
    return { result: "unknown", reason: gone ? "archived" : "unknown_id" };
  };

  const alone = (line: FileLine, { result, reason }: Verdict): JudgedLine => ({
    ...{ row: line.row, result, reason, key: line.key, outcome: line.outcome },
    ...{ prediction_id: null, prediction: null, at: null, known: null, model: null, entry: null },
  });

  function verdictOf(line: FileLine, found: Answered, outcome: ClassLabel | null): Verdict {
    if (found.state !== "ok") return { result: "unknown", reason: found.state === "archived" ? "archived" : "refused" };
    if (line.outcome === null) return { result: "invalid", reason: "no_outcome" };
    if (outcome === null)
      return { result: "invalid", reason: found.answer.probabilities ? "not_a_label" : "not_a_number" };
    if (line.observed === null) return { result: "invalid", reason: "not_a_time" };
    const before = told.get(found.id);
    const result = judgeOutcome(found.answer, before ?? found.known, outcome);
    if (result === "conflict")
      return { result, reason: before === undefined ? "contradicts_record" : "contradicts_file" };
    const late = result === "accepted" && rules.live(found.model) !== found.version;
    return { result, reason: late ? "late" : null };
  }

  function about(line: FileLine, id: string): JudgedLine {
    const found = find(id);
    if (!found) return alone(line, nobody({ ...line, ids: [] }));
    const outcome = line.outcome === null ? null : outcomeOf(found.answer, line.outcome);
    const verdict = verdictOf(line, found, outcome);
    const known = told.get(id) ?? found.known ?? null;
    if (verdict.result === "accepted" && outcome !== null) told.set(id, outcome);
    const isUsable = outcome !== null && ["accepted", "duplicate", "conflict"].includes(verdict.result);
    const observed = line.observed ? { observed_at: line.observed } : {};
    return {
      ...{ row: line.row, ...verdict, key: line.key, outcome: line.outcome, prediction_id: id },
      ...{ prediction: found.answer.prediction ?? null, at: new Date(found.at).toISOString(), known },
      model: found.model,
      entry: isUsable ? { prediction_id: id, outcome, ...observed } : null,
    };
  }

  const judged: JudgedLine[] = [];
  for (const [i, line] of lines.entries()) {
    if (i % TURN === TURN - 1) {
      await nextTurn();
      signal.throwIfAborted();
    }
    if (line.ids === null || line.ids.length === 0) judged.push(alone(line, nobody(line)));
    else if (line.ids.length > 1 && !rules.every)
      judged.push(alone(line, { result: "ambiguous", reason: "several_match" }));
    else for (const id of line.ids) judged.push(about(line, id));
  }
  return judged;
}
