/**
 * From scores to what is said, as JSON text: the same text is logged and sent, so it is made once. What does not
 * depend on the row is put together when a version goes live.
 */
import type { ClassLabel, ErrorBody, Flag } from "../../contract/index.ts";
import { labelText } from "../../data/index.ts";
import type { LiveVersion, Scored } from "./live-version.ts";

/** `Net Sales ($)` → `predicted_net_sales_`: lower case, every other run of characters `_`. */
export const predictedName = (target: string): string =>
  `predicted_${target.toLowerCase().replace(/[^a-z0-9]+/g, "_")}`;

export interface AnsweredRow {
  /** Null where it could not be logged. */
  id: string | null;
  /** JSON text of the answer by itself, that of a LoggedOutput: what is logged. */
  output: string;
  /** JSON text of the prediction in it. */
  prediction: string;
}

export type BatchRow = AnsweredRow | { error: ErrorBody };

export interface Replies {
  /** @param logged false: the answer goes out without being kept, and says so */
  answer(scored: Scored, row: number, flags: readonly Flag[], logged?: boolean): Omit<AnsweredRow, "id">;
  /** A Prediction. @param more members to add, JSON text of an object */
  row(answered: AnsweredRow, more?: string): string;
  /** A BatchReply. */
  rows(answered: readonly BatchRow[]): string;
}

type Answerer = (scored: Scored, row: number) => { prediction: string; members: string };

const idText = (id: string | null): string => (id === null ? "null" : `"${id}"`);

/** As JSON.stringify writes a number. */
const numberText = (value: number): string => (Number.isFinite(value) ? String(value) : "null");

function regression(interval: { radius: number; coverage: number } | null): Answerer {
  const coverage = interval && numberText(interval.coverage);
  return ({ scores }, row) => {
    const value = scores.values[row]!;
    const prediction = numberText(value);
    if (!interval) return { prediction, members: `"prediction":${prediction}` };
    const [low, high] = [numberText(value - interval.radius), numberText(value + interval.radius)];
    const members = `"prediction":${prediction},"interval":{"low":${low},"high":${high},"coverage":${coverage}}`;
    return { prediction, members };
  };
}

function classes(labels: readonly ClassLabel[]): Answerer {
  const texts = labels.map((label) => JSON.stringify(label));
  const names = labels.map((label, code) => `${code === 0 ? "" : ","}${JSON.stringify(labelText(label))}:`);
  return ({ scores: { outputs, values }, labels: decided }, row) => {
    const code = decided![row]!;
    const prediction = texts[code]!;
    let probabilities = "";
    for (let k = 0; k < names.length; k++) probabilities += names[k]! + numberText(values[row * outputs + k]!);
    const probability = numberText(values[row * outputs + code]!);
    const members = `"prediction":${prediction},"probability":${probability},"probabilities":{${probabilities}}`;
    return { prediction, members };
  };
}

/** @returns how a version answers; `degraded` joins the flags of validation */
export function createReplies({ model, version, schema, fitted }: LiveVersion): Replies {
  const answer = schema.task === "regression" ? regression(fitted.interval) : classes(schema.classes);
  const identity = JSON.stringify({ model, version }).slice(1, -1);
  const repeated = JSON.stringify(predictedName(schema.target));

  const rowText = (each: BatchRow): string =>
    "error" in each
      ? JSON.stringify({ status: "rejected", error: each.error })
      : `{"status":"ok","prediction_id":${idText(each.id)},${identity},${each.output.slice(1)}`;

  return {
    answer: (scored, row, flags, logged = true) => {
      const { prediction, members } = answer(scored, row);
      const raised = scored.degraded || !logged ? [...flags, "degraded"] : flags;
      const flagsText = raised.length === 0 ? "[]" : JSON.stringify(raised);
      return { prediction, output: `{${members},"flags":${flagsText}}` };
    },
    row: ({ id, output, prediction }, more) => {
      const rest = more === undefined ? "}" : `,${more.slice(1)}`;
      return `{"prediction_id":${idText(id)},${identity},${output.slice(1, -1)},${repeated}:${prediction}${rest}`;
    },
    rows: (answered) => {
      const rejected = answered.reduce((sum, each) => sum + ("error" in each ? 1 : 0), 0);
      const counts = JSON.stringify({ ok: answered.length - rejected, rejected });
      return `{${identity},"predictions":[${answered.map(rowText).join(",")}],"counts":${counts}}`;
    },
  };
}
