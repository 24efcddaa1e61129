/** A row in one line: what names it first, then what the model uses of it. */
import type { Row } from "../../core/contract/predict.ts";
import { DASH } from "./numbers.ts";

/** @param features columns that the model uses @example rowText({ age: 44, patient: 7 }, ["age"]) // "patient 7, age 44" */
export const rowText = (input: Row, features: readonly string[]): string =>
  Object.entries(input)
    .toSorted(([a], [b]) => Number(features.includes(a)) - Number(features.includes(b)))
    .map(([name, value]) => `${name} ${value ?? DASH}`)
    .join(", ");
