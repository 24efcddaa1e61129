/** Pasted lines of `prediction id, outcome`, as outcomes of the right kind. */
import type { ClassLabel } from "../../core/contract/names.ts";
import type { Outcome } from "../../core/contract/predict.ts";
import type { ModelSummary } from "../../core/contract/registry.ts";
import { typedNumber } from "./typed-number.ts";

export interface ParsedOutcomes {
  outcomes: Outcome[];
  /** 1-based numbers of the lines that say nothing. */
  wrong: number[];
}

/** An outcome stands as it stood in the data: a number where the label is one. */
export function outcomeOf(text: string, task: ModelSummary["task"], classes: readonly ClassLabel[]): ClassLabel {
  const known = classes.find((label) => String(label) === text);
  if (known !== undefined) return known;
  const number = typedNumber(text);
  return task === "regression" && !Number.isNaN(number) ? number : text;
}

/** @example parseOutcomes("01J,1\n", "binary", [0, 1]) // one outcome, the number 1 */
export function parseOutcomes(
  text: string,
  task: ModelSummary["task"],
  classes: readonly ClassLabel[],
): ParsedOutcomes {
  const parsed: ParsedOutcomes = { outcomes: [], wrong: [] };
  text.split(/\r?\n/).forEach((line, i) => {
    if (line.trim() === "" || /^"?prediction_id/i.test(line)) return;
    // The first of them alone parts the two: in "01J;12,5" the comma belongs to the number.
    const [, ...parts] = /^([^\t;,]*)[\t;,](.*)$/.exec(line) ?? [];
    const [id = "", outcome = ""] = parts.map((cell) => cell.trim().replace(/^"|"$/g, ""));
    if (id === "" || outcome === "") parsed.wrong.push(i + 1);
    else parsed.outcomes.push({ prediction_id: id, outcome: outcomeOf(outcome, task, classes) });
  });
  return parsed;
}
