/** An answer in a person's unit. */
import type { ModelSchema } from "../../core/contract/model-schema.ts";
import type { Prediction, WhatIf } from "../../core/contract/predict.ts";
import { t } from "../texts/index.ts";
import { percent, quantity } from "./numbers.ts";

type Answer = Pick<Prediction, "prediction" | "probabilities" | "explained_class">;

/** What is compared between answers: the number itself, or the probability of the class that is explained. */
export function measureOf(answer: Answer, explained = answer.explained_class): number | null {
  if (answer.probabilities) return answer.probabilities[String(explained)] ?? null;
  return typeof answer.prediction === "number" ? answer.prediction : null;
}

export const isShare = ({ task }: ModelSchema): boolean => task !== "regression";

/** @example measureText(schema, 0.831) // "83 %" */
export const measureText = (schema: ModelSchema, value: number | null): string =>
  value === null ? "" : isShare(schema) ? percent(value, 1) : quantity(value);

/** What the measure is called. */
export const measureName = (schema: ModelSchema, answer: Pick<WhatIf, "explained_class">): string =>
  answer.explained_class === undefined ? schema.target : t.whatIf.probabilityOf(String(answer.explained_class));

/** How an answer differs from the first, in words. @example differenceText(schema, 0.1) // "10 percentage points more" */
export function differenceText(schema: ModelSchema, difference: number): string {
  const size = Math.abs(difference);
  const text = isShare(schema) ? t.whatIf.points(quantity(Number((100 * size).toFixed(1)))) : quantity(size);
  if (size < (isShare(schema) ? 0.0005 : 1e-9)) return t.whatIf.same;
  return difference > 0 ? t.whatIf.more(text) : t.whatIf.less(text);
}
