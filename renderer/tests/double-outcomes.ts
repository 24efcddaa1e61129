/** Outcomes in the double: recorded by id, by file, contradicted and settled. */
import { HomeostatError } from "../../core/contract/errors.ts";
import type { ClassLabel } from "../../core/contract/names.ts";
import type { OutcomeConflict, OutcomeFile, OutcomeFileReport, OutcomeLine } from "../../core/contract/outcomes.ts";
import type { FeedbackReply, FeedbackResult, Outcome } from "../../core/contract/predict.ts";
import { cellsOf } from "./double-table.ts";
import type { Logged, World } from "./double-world.ts";

const logged = (world: World): Logged[] => [...world.predictions.values()].flat();

function judge(found: Logged | undefined, outcome: ClassLabel): FeedbackResult {
  if (!found) return "unknown";
  if (found.outcome === null) return "accepted";
  return found.outcome === outcome ? "duplicate" : "conflict";
}

export function recordOutcomes(world: World, outcomes: readonly Outcome[]): FeedbackReply {
  const results = outcomes.map(({ prediction_id, outcome }) => {
    const found = logged(world).find((one) => one.prediction_id === prediction_id);
    const result = judge(found, outcome);
    if (found && result === "accepted") found.outcome = outcome;
    if (found && result === "conflict") found.told = outcome;
    return { prediction_id, result };
  });
  const count = (wanted: FeedbackResult) => results.filter(({ result }) => result === wanted).length;
  return {
    ...{ accepted: count("accepted"), duplicate: count("duplicate"), conflict: count("conflict") },
    ...{ unknown: count("unknown"), invalid: count("invalid"), results },
  };
}

const asLabel = (text: string): ClassLabel => (Number.isNaN(Number(text)) ? text : Number(text));

export function outcomeFile(world: World, input: OutcomeFile): OutcomeFileReport {
  const upload = world.uploads.get(input.source);
  if (!upload) throw new HomeostatError("FILE_NOT_FOUND", { file: input.source });
  const { names, rows } = cellsOf(upload.text, input.read);
  const at = (name: string) => {
    const place = names.indexOf(name);
    if (place < 0) throw new HomeostatError("COLUMN_NOT_FOUND", { column: name, columns: names });
    return place;
  };
  const keys = (input.id === undefined ? (input.key ?? []) : [input.id]).map(at);
  const outcome = at(input.outcome);
  const of = world.predictions.get(input.model ?? "") ?? logged(world);
  const lines = rows.flatMap((cells, row): OutcomeLine[] => {
    const key = keys.map((place) => cells[place] ?? "");
    const found = of.filter((one) =>
      input.id === undefined
        ? (input.key ?? []).every((name, i) => String(one.input[name]) === key[i])
        : one.prediction_id === key[0],
    );
    const told = cells[outcome] ?? "";
    const nothing = { prediction_id: null, prediction: null, at: null, known: null };
    const line = { row: row + 1, key, outcome: told };
    if (found.length === 0)
      return [{ ...line, ...nothing, result: "unknown", reason: input.id === undefined ? "no_match" : "unknown_id" }];
    if (found.length > 1 && !input.every)
      return [{ ...line, ...nothing, result: "ambiguous", reason: "several_match" }];
    return found.map((one) => {
      const result = judge(one, asLabel(told));
      const known = one.outcome as ClassLabel | null;
      if (input.write && result === "conflict") {
        if (input.correct) one.outcome = asLabel(told);
        else one.told = asLabel(told);
      }
      if (input.write && result === "accepted") one.outcome = asLabel(told);
      return {
        ...{ ...line, result, reason: result === "conflict" ? "contradicts_record" : null },
        ...{ prediction_id: one.prediction_id, prediction: one.prediction as ClassLabel, at: one.at, known },
      };
    });
  });
  const count = (wanted: OutcomeLine["result"]) => lines.filter(({ result }) => result === wanted).length;
  return {
    ...{
      model: input.model ?? null,
      by: input.id === undefined ? "key" : "id",
      written: input.write,
      rows: rows.length,
    },
    ...{ accepted: count("accepted"), duplicate: count("duplicate"), conflict: count("conflict") },
    ...{ unknown: count("unknown"), invalid: 0, ambiguous: count("ambiguous"), late: 0 },
    ...{ corrected: input.correct ? count("conflict") : 0, log_from: of.at(-1)?.at ?? null, lines },
  };
}

export function conflictsOf(world: World, model: string): { conflicts: OutcomeConflict[]; total: number } {
  const conflicts = (world.predictions.get(model) ?? []).flatMap((one) =>
    one.told === undefined
      ? []
      : [
          {
            ...{ prediction_id: one.prediction_id, at: one.at, version: one.version, input: one.input },
            ...{ prediction: one.prediction as ClassLabel, known: one.outcome as ClassLabel },
            ...{ told: one.told, told_at: new Date().toISOString() },
          },
        ],
  );
  return { conflicts, total: conflicts.length };
}

export function settleOutcome(world: World, id: string, outcome: ClassLabel) {
  for (const [model, log] of world.predictions)
    for (const one of log) {
      if (one.prediction_id !== id) continue;
      const from = one.outcome as ClassLabel | null;
      one.outcome = outcome;
      delete one.told;
      return { prediction_id: id, model, from, to: outcome };
    }
  throw new HomeostatError("WRONG_USE", { reason: `There is no prediction ${id} that takes an outcome.` });
}
