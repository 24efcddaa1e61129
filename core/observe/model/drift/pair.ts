/** Reference and current column of one feature, brought to one type, or the reason why they cannot be compared. */
import type { Feature } from "../../../contract/index.ts";
import { type Column, cellText } from "../../../data/index.ts";
import { percent, plural, say } from "../../words.ts";
import type { Found } from "../quality/finding.ts";
import { type CategorySide, categorySide, type NumberSide, numberSide } from "./sides.ts";

export type FeatureType = Feature["type"];

export type Pair =
  | { kind: "number"; name: string; type: FeatureType; reference: NumberSide; current: NumberSide }
  | { kind: "category"; name: string; type: FeatureType; reference: CategorySide; current: CategorySide }
  | { kind: "none"; name: string; type: FeatureType; missing: { reference: number; current: number }; reason: string };

export const typeOf = (column: Column): FeatureType => (column.kind === "text" ? "category" : column.kind);

export const isNumeric = (type: FeatureType): boolean => type === "number" || type === "datetime";

/** Cells that a column of another kind holds, as numbers; a text that is no number becomes missing and is counted. */
function asNumbers(column: Column, rows: number): { values: Float64Array; unreadable: number; there: number } {
  if (column.kind !== "text") return { values: column.values, unreadable: 0, there: rows };
  const perLevel = column.levels.map((level) => (level.trim() === "" ? Number.NaN : Number(level)));
  const values = new Float64Array(rows);
  let unreadable = 0;
  let there = 0;
  for (let row = 0; row < rows; row++) {
    const code = column.codes[row]!;
    values[row] = code < 0 ? Number.NaN : perLevel[code]!;
    if (code < 0) continue;
    there++;
    if (Number.isNaN(values[row])) unreadable++;
  }
  return { values, unreadable, there };
}

/** A slip of the pen in one cell is told and breaks nothing; a feed that writes texts does. */
const BREAKING_SHARE = 0.02;

export interface CurrentSide {
  side: NumberSide | CategorySide;
  /** Cells of the wrong type. */
  finding: Found | null;
}

/** The current column as the reference's type has it. */
export function currentSide(name: string, type: FeatureType, column: Column, rows: number): CurrentSide {
  if (!isNumeric(type)) return { side: categorySide(column, (row) => cellText(column, row), rows), finding: null };
  const wrongKind = (type === "datetime") !== (column.kind === "datetime");
  if (wrongKind && (type === "datetime" || column.kind === "datetime")) {
    const side = numberSide(new Float64Array(rows).fill(Number.NaN));
    const evidence = say("typeChanged", { column: name, before: type, now: column.kind });
    return { side, finding: { column: name, kind: "type", evidence, share: 1, breaking: true } };
  }
  const { values, unreadable, there } = asNumbers(column, rows);
  if (unreadable === 0) return { side: numberSide(values), finding: null };
  const evidence = say("textForNumbers", {
    ...{ cells: plural(unreadable, "cell"), column: name, share: percent(unreadable / there) },
  });
  const share = unreadable / rows;
  const finding: Found = { column: name, kind: "type", evidence, share, breaking: share >= BREAKING_SHARE };
  return { side: numberSide(values), finding };
}
