/** A row in one line: what names it first, then what the model uses of it. */
import type { Row } from "../../core/contract/predict.ts";
import { DASH } from "./numbers.ts";

/** Cells of a row that are told: more are not read in a line. */
export const MOST_CELLS = 40;

/** @param used columns that the model uses @example rowText({ age: 44, patient: 7 }, new Set(["age"])) // "patient 7, age 44" */
export function rowText(input: Row, used: ReadonlySet<string>): string {
  const names = Object.keys(input);
  const ordered = [
    ...names.filter((name) => !used.has(name)),
    ...names.filter((name) => used.has(name)).slice(0, MOST_CELLS),
  ];
  const shown = ordered.slice(0, MOST_CELLS).map((name) => `${name} ${input[name] ?? DASH}`);
  return [...shown, ...(names.length > MOST_CELLS ? ["…"] : [])].join(", ");
}
