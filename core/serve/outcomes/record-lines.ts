/** Judged lines, written: in stretches, so that requests get their turn between them. */
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Outcome, SettledOutcome } from "../../contract/index.ts";
import type { PredictionLog } from "../log/prediction-log.ts";
import type { JudgedLine } from "./judge-lines.ts";
import type { WalkWatch } from "./match-keys.ts";

/** Outcomes of one transaction. */
const STRETCH = 250;

export interface RecordRules {
  /** Where a line contradicts what was recorded before it, the line is right. */
  correct: boolean;
  audited(change: SettledOutcome): void;
}

export const isCorrectable = ({ result, reason }: JudgedLine): boolean =>
  result === "conflict" && reason === "contradicts_record";

type Entered = JudgedLine & { entry: Outcome };
const hasEntry = (line: JudgedLine): line is Entered => line.entry !== null;

/** The log has the last word on what became of a line: it may have heard of it since it was judged. */
function stretch(
  log: Pick<PredictionLog, "feedback" | "outcomes">,
  lines: readonly Entered[],
  rules: RecordRules,
): void {
  const plain = lines.filter((line) => !(rules.correct && isCorrectable(line)));
  const { results } = log.feedback(plain.map(({ entry }) => entry));
  for (const [i, { result }] of results.entries()) {
    const line = plain[i]!;
    if (line.result === result) continue;
    line.result = result;
    line.reason = result === "conflict" ? "contradicts_record" : null;
  }
  for (const line of lines)
    if (rules.correct && isCorrectable(line))
      log.outcomes.settle(line.entry.prediction_id, line.entry.outcome, rules.audited);
}

/** Lines' results are those of the writing from then on. @throws CANCELLED: what was written until then stays; DISK_FULL */
export async function recordLines(
  log: Pick<PredictionLog, "feedback" | "outcomes">,
  lines: readonly JudgedLine[],
  rules: RecordRules,
  { signal, onProgress }: WalkWatch,
): Promise<void> {
  const entered = lines.filter(hasEntry);
  for (let from = 0; from < entered.length; from += STRETCH) {
    signal.throwIfAborted();
    stretch(log, entered.slice(from, from + STRETCH), rules);
    onProgress(Math.min(1, (from + STRETCH) / entered.length));
    await nextTurn();
  }
}
