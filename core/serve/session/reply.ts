/** From scores to what is said: compiled once per live version. */
import type { BatchReply, ClassLabel, ErrorBody, Flag, Prediction } from "../../contract/index.ts";
import { labelText } from "../../data/index.ts";
import type { LoggedOutput } from "../log/queries.ts";
import type { LiveVersion, Scored } from "./live-version.ts";

/** `Net Sales ($)` → `predicted_net_sales_`: lower case, every other run of characters `_`. */
export const predictedName = (target: string): string =>
  `predicted_${target.toLowerCase().replace(/[^a-z0-9]+/g, "_")}`;

export type Answered = LoggedOutput & { prediction: ClassLabel; flags: Flag[] };

/** A row's answer as it is logged: the object and, once for log and reply, its JSON text. */
export interface AnsweredRow {
  id: string;
  answered: Answered;
  output: string;
}

export type BatchRow = AnsweredRow | { error: ErrorBody };

export interface Replies {
  answer(scored: Scored, row: number, flags: Flag[]): Answered;
  row(answered: AnsweredRow): Prediction;
  rows(answered: readonly BatchRow[]): BatchReply;
  /** The same replies as JSON text, put together around the text that was logged. */
  rowText(answered: AnsweredRow): string;
  rowsText(answered: readonly BatchRow[]): string;
}

function regression(interval: { radius: number; coverage: number } | null, { scores }: Scored, row: number) {
  const prediction = scores.values[row]!;
  if (!interval) return { prediction };
  const { radius, coverage } = interval;
  return { prediction, interval: { low: prediction - radius, high: prediction + radius, coverage } };
}

function classes(labels: readonly ClassLabel[], names: readonly string[], scored: Scored, row: number) {
  const { outputs, values } = scored.scores;
  const decided = scored.labels![row]!;
  // fromEntries defines its keys, so that a class named __proto__ stays a key.
  const probabilities = Object.fromEntries(names.map((name, code) => [name, values[row * outputs + code]!]));
  return { prediction: labels[decided]!, probability: values[row * outputs + decided]!, probabilities };
}

/** @returns how a version answers; `degraded` joins the flags of validation */
export function createReplies({ model, version, schema, fitted }: LiveVersion): Replies {
  const names = schema.classes.map(labelText);
  const predicted = predictedName(schema.target);
  const identity = JSON.stringify({ model, version }).slice(1, -1);
  const repeated = JSON.stringify(predicted);

  const identified = ({ id, answered }: AnsweredRow) => ({ prediction_id: id, model, version, ...answered });

  function countsOf(rows: readonly BatchRow[]): BatchReply["counts"] {
    const ok = rows.reduce((sum, row) => sum + ("error" in row ? 0 : 1), 0);
    return { ok, rejected: rows.length - ok };
  }

  return {
    answer: (scored, row, flags) => ({
      ...(schema.task === "regression"
        ? regression(fitted.interval, scored, row)
        : classes(schema.classes, names, scored, row)),
      flags: scored.degraded ? [...flags, "degraded"] : flags,
    }),
    row: (answered) => ({ ...identified(answered), [predicted]: answered.answered.prediction }),
    rows: (answered) => ({
      ...{ model, version, counts: countsOf(answered) },
      predictions: answered.map((each) =>
        "error" in each ? { status: "rejected", error: each.error } : { status: "ok", ...identified(each) },
      ),
    }),
    rowText: ({ id, answered, output }) =>
      `{"prediction_id":"${id}",${identity},${output.slice(1, -1)},${repeated}:${JSON.stringify(answered.prediction)}}`,
    rowsText: (answered) => {
      const texts = answered.map((each) =>
        "error" in each
          ? JSON.stringify({ status: "rejected", error: each.error })
          : `{"status":"ok","prediction_id":"${each.id}",${identity},${each.output.slice(1)}`,
      );
      return `{${identity},"predictions":[${texts.join(",")}],"counts":${JSON.stringify(countsOf(answered))}}`;
    },
  };
}
