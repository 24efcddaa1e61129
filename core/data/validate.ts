/** Rows of a request against a model's schema: compiled once, then nothing but comparisons. */
import { type ErrorBody, type Feature, type Flag, HomeostatError, type ModelSchema, say } from "../contract/index.ts";
import { dateFormat, parseIso, tokenMoments } from "./read/date-format.ts";

/** A number or epoch milliseconds (NaN or null: missing), or a category's text (null: missing). */
export type CellValue = number | string | null;

export interface ValidRow {
  ok: true;
  /** In the schema's order; missing is null. */
  values: CellValue[];
  flags: Flag[];
}

export interface InvalidRow {
  ok: false;
  error: ErrorBody;
}

/** What a check found besides the value itself. */
interface Findings {
  imputed: boolean;
  outlier: boolean;
  unknown: boolean;
  error: ErrorBody | null;
}

type Check = (value: unknown, findings: Findings) => CellValue;

const EXPECTED = {
  number: say("aNumber"),
  category: say("aText"),
  boolean: say("trueOrFalse"),
  datetime: say("aDate"),
} as const;

function described(value: unknown): string {
  if (typeof value === "string") return say("theText", { text: value.length > 40 ? `${value.slice(0, 40)}…` : value });
  if (typeof value === "number") return say("theNumber", { number: value });
  if (typeof value === "boolean") return String(value);
  return Array.isArray(value) ? say("aList") : `an ${typeof value}`;
}

/** The catalogued error for a value of the wrong type. */
export function wrongType(feature: Feature, value: unknown): ErrorBody {
  const details = { field: feature.name, found: described(value), expected: EXPECTED[feature.type] };
  return new HomeostatError("WRONG_TYPE", details).toJSON();
}

/** The catalogued error for a number beyond the limits. */
export function outOfRange(feature: Extract<Feature, { type: "number" }>, value: number): ErrorBody {
  const { low, high } = feature.range;
  return new HomeostatError("OUT_OF_RANGE", { field: feature.name, value, low, high }).toJSON();
}

/** The catalogued error for a column that is not there. */
export const missingColumn = (field: string, schema: ModelSchema): HomeostatError =>
  new HomeostatError("MISSING_COLUMN", { field, needed: schema.features.map(({ name }) => name) });

function trimmed(text: string): string {
  const last = text.charCodeAt(text.length - 1);
  return text.charCodeAt(0) <= 32 || last <= 32 || last === 0xa0 ? text.trim() : text;
}

const missing = (findings: Findings): null => {
  findings.imputed = true;
  return null;
};

/** True for a text that stands for no value: empty, or one of the column's own tokens. */
const missingText = (tokens: ReadonlySet<string>, text: string): boolean => text === "" || tokens.has(text);

function checkNumber(feature: Extract<Feature, { type: "number" }>): Check {
  const { min, max, low, high } = feature.range;
  const tokens = new Set(feature.missingTokens);
  const numbers = feature.missingTokens.map(Number).filter((token) => !Number.isNaN(token));
  return (value, findings) => {
    if (typeof value === "number") {
      if (value >= min && value <= max && !numbers.includes(value)) return value;
      if (Number.isNaN(value) || numbers.includes(value)) return missing(findings);
      if (value < low || value > high) findings.error = outOfRange(feature, value);
      else findings.outlier = true;
      return value;
    }
    if (value === null || (typeof value === "string" && missingText(tokens, trimmed(value)))) return missing(findings);
    findings.error = wrongType(feature, value);
    return null;
  };
}

/** The category a text stands for: itself; for a yes-or-no column, the one that is alike but for case. */
export function categoryReader(feature: Extract<Feature, { type: "category" | "boolean" }>): (text: string) => string {
  if (feature.type === "category") return (text) => text;
  const byWord = new Map(feature.categories.map((category) => [category.toLowerCase(), category]));
  return (text) => byWord.get(text.toLowerCase()) ?? text;
}

const YES: ReadonlySet<string> = new Set(["true", "t", "yes", "y"]);

function checkText(feature: Extract<Feature, { type: "category" | "boolean" }>): Check {
  const known = new Set(feature.categories);
  const tokens = new Set(feature.missingTokens);
  const read = categoryReader(feature);
  const yes = feature.categories.find((category) => YES.has(category.toLowerCase()));
  const no = feature.categories.find((category) => !YES.has(category.toLowerCase()));
  // A column of codes that is kept as categories takes its codes as numbers too.
  const coded = feature.categories.some((category) => category !== "" && !Number.isNaN(Number(category)));
  const isBoolean = feature.type === "boolean";
  return (value, findings) => {
    let text: string | undefined;
    if (typeof value === "string") text = trimmed(value);
    else if (value === null) return missing(findings);
    else if (typeof value === "boolean") text = isBoolean ? (value ? yes : no) : String(value);
    else if (typeof value === "number") {
      if (Number.isNaN(value)) return missing(findings);
      if (coded) text = String(value);
    }
    if (text === undefined || (typeof value === "boolean" && !isBoolean && !known.has(text))) {
      findings.error = wrongType(feature, value);
      return null;
    }
    if (missingText(tokens, text)) return missing(findings);
    if (known.has(text)) return text;
    const category = read(text);
    if (!known.has(category)) findings.unknown = true;
    return category;
  };
}

function checkDate(feature: Extract<Feature, { type: "datetime" }>): Check {
  const { parse } = dateFormat(feature.format);
  const tokens = new Set(feature.missingTokens);
  const moments = tokenMoments(feature.missingTokens, feature.format);
  return (value, findings) => {
    if (typeof value === "number") return Number.isNaN(value) || moments.has(value) ? missing(findings) : value;
    if (value === null) return missing(findings);
    if (typeof value === "string") {
      const text = trimmed(value);
      if (missingText(tokens, text)) return missing(findings);
      let time = parse(text);
      if (Number.isNaN(time)) time = parseIso(text);
      if (moments.has(time)) return missing(findings);
      if (!Number.isNaN(time)) return time;
    }
    findings.error = wrongType(feature, value);
    return null;
  };
}

function checkOf(feature: Feature): Check {
  if (feature.type === "number") return checkNumber(feature);
  return feature.type === "datetime" ? checkDate(feature) : checkText(feature);
}

/**
 * Compiles the rules of serving for a schema. A row is refused for a missing column, a wrong type (a number in
 * quotes too) or a number out of range; null, an empty text and the column's missing tokens are imputed; values
 * in the widening of the range, unknown categories and unknown columns are flagged.
 * @example compileValidator(schema)({ Glucose: 900 }) // { ok: false, error: { code: "OUT_OF_RANGE", … } }
 */
export function compileValidator(schema: ModelSchema): (row: Record<string, unknown>) => ValidRow | InvalidRow {
  const size = schema.features.length;
  const names = schema.features.map(({ name }) => name);
  const checks = schema.features.map(checkOf);
  // Names that every object inherits (`constructor`, `__proto__`) must be the row's own.
  const inherited = names.map((name) => name in Object.prototype);
  return (row) => {
    const findings: Findings = { imputed: false, outlier: false, unknown: false, error: null };
    const values = new Array<CellValue>(size);
    for (let i = 0; i < size; i++) {
      const name = names[i]!;
      const value = inherited[i] && !Object.hasOwn(row, name) ? undefined : row[name];
      if (value === undefined) return { ok: false, error: missingColumn(name, schema).toJSON() };
      values[i] = checks[i]!(value, findings);
      if (findings.error !== null) return { ok: false, error: findings.error };
    }
    const flags: Flag[] = [];
    if (findings.imputed) flags.push("imputed");
    if (findings.outlier) flags.push("outlier");
    if (findings.unknown) flags.push("unknown_category");
    if (Object.keys(row).length > size) flags.push("extra_columns");
    return { ok: true, values, flags };
  };
}
