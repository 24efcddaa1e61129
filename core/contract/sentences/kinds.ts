/** What a slot of a sentence may hold, as patterns that read it back. */
import { IncidentState } from "../incidents.ts";
import { Diagnosis, ModelKind, Stage, Task } from "../names.ts";
import { ColumnType } from "../train.ts";
import { METRICS_BY_WORDS, NOUNS } from "./words.ts";

/** A pattern for one of several texts. */
export const anyOf = (words: Iterable<string>): string =>
  `(?:${[...words]
    .sort((a, b) => b.length - a.length)
    .map((word) => word.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"))
    .join("|")})`;

const NUMBER = "(?:[-−]?(?:\\d+(?:,\\d{3})*(?:\\.\\d+)?(?:e[+-]?\\d+)?|Infinity)|NaN)";

/** Diagnoses as sentences name them. @example inSentence("data_break") // "data break" */
export const inSentence = (diagnosis: Diagnosis): string => diagnosis.replaceAll("_", " ");

export const KINDS = {
  /** Names and values that are the user's. */
  text: "[^]+?",
  /** Such in a row, see `list`. */
  list: "[^]+?",
  /** Another sentence, or several. */
  sentence: "[^]+?",
  /** Parts of a sentence with semicolons between them. */
  clauses: "[^]+?",
  number: NUMBER,
  /** A share in hundredths. */
  percent: `(?:under )?${NUMBER} %`,
  /** A number and what it counts. */
  count: `${NUMBER} ${anyOf(NOUNS)}s?`,
  metric: anyOf(METRICS_BY_WORDS.keys()),
  /** `2026-01-31 12:00`, in UTC. */
  time: "\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}",
  /** As ISO writes them, with a time or without. */
  date: "\\d{4}-\\d{2}-\\d{2}(?:T[\\d:.]+Z)?",
  type: anyOf(ColumnType.options),
  version: "v\\d{4,}",
  task: anyOf(Task.options),
  stage: anyOf(Stage.options),
  learner: anyOf(ModelKind.options),
  state: anyOf(IncidentState.options),
  diagnosis: anyOf(Diagnosis.options.map(inSentence)),
} as const;
export type Kind = keyof typeof KINDS;

export const isKind = (name: string): name is Kind => name in KINDS;
