/**
 * A scoring request as rows. JSON holds exactly one of `dataframe_split`, `dataframe_records`, `instances` and
 * `inputs`; further keys (`params`, an `index`) are ignored, as MLflow's own server does.
 * Source: mlflow/pyfunc/scoring_server/__init__.py, mlflow/utils/proto_json_utils.py (3.17).
 */
import type { Feature } from "../../../contract/index.ts";
import { type Fields, isFields, rowsOfColumns, rowsOfLists, wrongShape } from "../records.ts";
import { parseCsv } from "./csv.ts";

const FORMS = ["dataframe_split", "dataframe_records", "instances", "inputs"] as const;

const names = (features: readonly Feature[]): string[] => features.map(({ name }) => name);

function readSplit(value: unknown, features: readonly Feature[]): Fields[] {
  if (!isFields(value) || !Array.isArray(value.data))
    throw wrongShape("dataframe_split holds columns and data, as pandas writes orient='split'");
  const { columns, data } = value;
  if (columns !== undefined && !Array.isArray(columns)) throw wrongShape("the columns of dataframe_split are a list");
  return rowsOfLists(columns ?? names(features), data as unknown[]);
}

/** Rows, lists in the model's order, columns, or (a model of one column) values. */
function readTensors(value: unknown, features: readonly Feature[]): unknown[] {
  if (isFields(value)) {
    const columns = Object.values(value);
    if (columns.every(Array.isArray)) return rowsOfColumns(Object.keys(value), columns as unknown[][]);
    return [value];
  }
  if (!Array.isArray(value)) throw wrongShape("instances and inputs hold rows, or columns by name");
  if (value.every(isFields)) return value;
  const lists = features.length === 1 && !value.some(Array.isArray) ? value.map((cell) => [cell]) : value;
  return rowsOfLists(names(features), lists);
}

/** @throws WRONG_SHAPE, TOO_LARGE */
export function readInvocation(body: unknown, features: readonly Feature[]): unknown[] {
  const given = isFields(body) ? FORMS.filter((form) => Object.hasOwn(body, form)) : [];
  if (given.length !== 1) throw wrongShape(`send a JSON object with exactly one of ${FORMS.join(", ")}`);
  const form = given[0]!;
  const value = (body as Fields)[form];
  if (form === "dataframe_split") return readSplit(value, features);
  if (form !== "dataframe_records") return readTensors(value, features);
  if (!Array.isArray(value)) throw wrongShape("dataframe_records holds a list of rows");
  return value;
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** A cell of text as the feature's type writes it; what does not fit stays text, and validation says so. */
function typed(text: string, feature: Feature | undefined): string | number | null {
  const word = text.trim();
  if (word === "" || word.toLowerCase() === "nan") return null;
  return feature?.type === "number" && NUMBER.test(word) ? Number(word) : text;
}

/** The same from CSV with a header. @throws WRONG_SHAPE, TOO_LARGE */
export function readCsvInvocation(text: string, features: readonly Feature[]): Fields[] {
  const [header, ...lines] = parseCsv(text);
  if (!header) throw wrongShape("the CSV is empty; its first line names the columns");
  const byColumn = header.map((name) => features.find((feature) => feature.name === name));
  const odd = lines.findIndex(({ length }) => length !== header.length);
  if (odd >= 0) throw wrongShape(`row ${odd + 1} has ${lines[odd]!.length} cells, the header has ${header.length}`);
  return rowsOfLists(
    header,
    lines.map((cells) => cells.map((cell, column) => typed(cell, byColumn[column]))),
  );
}
