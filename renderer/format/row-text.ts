/** A row in one line: what names it first, then what the model uses of it. */
import type { Row } from "../../core/contract/predict.ts";
import { DASH } from "./numbers.ts";

/** Cells of a row that are told: more are not read in a line. */
const MOST = 40;

/** @param features columns that the model uses @example rowText({ age: 44, patient: 7 }, ["age"]) // "patient 7, age 44" */
export function rowText(input: Row, features: readonly string[]): string {
  const used = new Set(features);
  const cells = Object.entries(input);
  const ordered = [...cells.filter(([name]) => !used.has(name)), ...cells.filter(([name]) => used.has(name))];
  const shown = ordered.slice(0, MOST).map(([name, value]) => `${name} ${value ?? DASH}`);
  return [...shown, ...(ordered.length > MOST ? ["…"] : [])].join(", ");
}
