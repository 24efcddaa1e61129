/** What a served model's rows must look like, learnt from its training rows. */
import { type Feature, HomeostatError, type MissingReport, type ModelSchema, say } from "../contract/index.ts";
import { isBooleanLevels } from "./read/profile.ts";
import { type Column, columnNamed, type NumberColumn, type Table, type TextColumn } from "./table.ts";
import type { Proposal } from "./understand/propose.ts";

type NumberFeature = Extract<Feature, { type: "number" }>;
type Range = NumberFeature["range"];

/** Sums of decimals are shown as they were meant: 0.30000000000000004 as 0.3. */
const tidy = (value: number): number => Number(value.toPrecision(12));

/** Training extremes, and what serving accepts: widened on either side by their distance, not below 0 if nothing was. */
function learnedRange(min: number, max: number): Range {
  // A single value has no distance; its own size stands in.
  const width = max - min || Math.abs(max) || 1;
  const low = min >= 0 ? Math.max(0, min - width) : min - width;
  return { min, max, low: tidy(low), high: tidy(max + width), source: "learned" };
}

function numberFeature(column: NumberColumn, limits: [number, number] | undefined, missingTokens: string[]): Feature {
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let integer = true;
  for (const value of column.values) {
    if (Number.isNaN(value)) continue;
    if (limits !== undefined && (value < limits[0] || value > limits[1])) continue;
    if (value < min) min = value;
    if (value > max) max = value;
    if (integer && !Number.isInteger(value)) integer = false;
  }
  const known = min <= max;
  const base = { name: column.name, nullable: true, missingTokens, type: "number" as const, integer: known && integer };
  if (limits !== undefined) {
    const [low, high] = limits;
    return { ...base, range: { min: known ? min : low, max: known ? max : high, low, high, source: "user" } };
  }
  if (known) return { ...base, range: learnedRange(min, max) };
  // Never seen with a value, so nothing can be refused.
  return { ...base, range: { min: 0, max: 0, low: -Number.MAX_VALUE, high: Number.MAX_VALUE, source: "learned" } };
}

function textFeature(column: TextColumn, missingTokens: string[]): Feature {
  const used = new Uint8Array(column.levels.length);
  for (const code of column.codes) if (code >= 0) used[code] = 1;
  const categories = column.levels.filter((_, code) => used[code] === 1).sort();
  const type = isBooleanLevels(categories) ? "boolean" : "category";
  return { name: column.name, nullable: true, missingTokens, type, categories };
}

function featureOf(column: Column, limits: [number, number] | undefined, missing: readonly MissingReport[]): Feature {
  const tokens = [...new Set(missing.filter((report) => report.column === column.name).map(({ token }) => token))];
  if (column.kind === "number") return numberFeature(column, limits, tokens);
  if (limits !== undefined)
    throw new HomeostatError("WRONG_USE", { reason: say("rangeOfNoNumbers", { column: column.name }) });
  if (column.kind === "text") return textFeature(column, tokens);
  return { name: column.name, nullable: true, missingTokens: tokens, type: "datetime", format: column.format };
}

/**
 * The schema of a model trained on `table`: features in their locked order with ranges and categories.
 * @param missing what was read as missing; its tokens are read so in serving too
 * @param ranges limits set by the user, column → [low, high]; strict in serving
 * @throws COLUMN_NOT_FOUND, WRONG_USE
 */
export function learnSchema(
  table: Table,
  proposal: Proposal,
  missing: MissingReport[],
  ranges: Record<string, [number, number]>,
): ModelSchema {
  const columns = table.columns.map(({ name }) => name);
  for (const [column, [low, high]] of Object.entries(ranges)) {
    if (!columns.includes(column)) throw new HomeostatError("COLUMN_NOT_FOUND", { column, columns });
    if (!(low < high)) throw new HomeostatError("WRONG_USE", { reason: say("rangeIsEmpty", { column, low, high }) });
  }
  const features = proposal.features.map((name) => {
    const column = columnNamed(table, name);
    if (column === undefined) throw new HomeostatError("COLUMN_NOT_FOUND", { column: name, columns });
    return featureOf(column, Object.hasOwn(ranges, name) ? ranges[name] : undefined, missing);
  });
  const { task, target, classes, positive, time } = proposal;
  return { task, target, classes, positive, features, time };
}
