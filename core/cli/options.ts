/** Flags that several commands share, and how their texts are read. */
import { resolve } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { HomeostatError, type ReadOptions } from "../contract/index.ts";

export const list = (text: string): string[] =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean);

export const whole = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError("it must be a whole number.");
  return value;
};

export const positive = (text: string): number => {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError("it must be a number above 0.");
  return value;
};

/** Percent of the requests. */
export const share = (text: string): number => {
  const value = Number(text);
  if (text.trim() === "" || !(value >= 0 && value <= 100)) throw new InvalidArgumentError("it must be 0 to 100.");
  return value;
};

/** `"C:%d/%m/%y"` → `["C", "%d/%m/%y"]`, once per use of the flag. */
const pair = (text: string): [string, string] => {
  const at = text.indexOf(":");
  if (at < 1) throw new InvalidArgumentError('it must look like "COLUMN:VALUE".');
  return [text.slice(0, at), text.slice(at + 1)];
};

const collectDates = (text: string, earlier: Record<string, string> = {}): Record<string, string> => {
  const [column, format] = pair(text);
  return { ...earlier, [column]: format };
};

/** `"0:Glucose,BMI"` → `{ Glucose: ["0"], BMI: ["0"] }`. */
const collectMissing = (text: string, earlier: Record<string, string[]> = {}): Record<string, string[]> => {
  const at = text.lastIndexOf(":");
  if (at < 0) throw new InvalidArgumentError('it must look like "TOKEN:COLUMN,COLUMN".');
  const merged = { ...earlier };
  for (const column of list(text.slice(at + 1))) merged[column] = [...(merged[column] ?? []), text.slice(0, at)];
  return merged;
};

/** `"Age:0..120"` → `{ Age: [0, 120] }`. */
export const collectRange = (
  text: string,
  earlier: Record<string, [number, number]> = {},
): Record<string, [number, number]> => {
  const match = /^(.+):(-?[\d.eE+-]+?)\.\.(-?[\d.eE+-]+)$/.exec(text);
  const [low, high] = [Number(match?.[2]), Number(match?.[3])];
  if (!match || !(low <= high)) throw new InvalidArgumentError('it must look like "Age:0..120".');
  return { ...earlier, [match[1]!]: [low, high] };
};

/** `"FP:1,FN:5"` → `{ FP: 1, FN: 5 }`. */
export const cost = (text: string): { FP: number; FN: number } => {
  const entries = Object.fromEntries(list(text).map((part) => part.split(":")));
  const [FP, FN] = [Number(entries.FP), Number(entries.FN)];
  if (!(FP >= 0) || !(FN >= 0)) throw new InvalidArgumentError('it must look like "FP:1,FN:5".');
  return { FP, FN };
};

/** `KEY=VALUE`; the value is JSON where it can be read as such, else a text. */
export function keyValue(text: string): [string, unknown] {
  const at = text.indexOf("=");
  if (at < 1) throw new HomeostatError("WRONG_USE", { reason: `"${text}" does not look like KEY=VALUE.` });
  const value = text.slice(at + 1);
  try {
    return [text.slice(0, at), JSON.parse(value)];
  } catch {
    // Not JSON: a plain word such as `automatic`.
    return [text.slice(0, at), value];
  }
}

export interface ReadFlags {
  delimiter?: string;
  encoding?: string;
  decimal?: "." | ",";
  header: boolean;
  dates?: Record<string, string>;
  text?: string[];
  group?: string;
  missing?: Record<string, string[]>;
  category?: string[];
  number?: string[];
  sheet?: string;
}

/** How the file is read, where the detection is to be overridden. */
export const withReadFlags = (command: Command): Command =>
  command
    .option("--delimiter <char>", "what separates cells")
    .option("--encoding <name>", "utf-8, utf-16le, windows-1252 …")
    .addOption(new Option("--decimal <char>", "decimal sign").choices([".", ","]))
    .option("--no-header", "the first line is a row already")
    .option("--dates <column:format>", 'how dates are written, e.g. "Day:%d/%m/%y"; may be repeated', collectDates)
    .option("--text <columns>", "columns that are texts", list)
    .option("--group <column>", "rows of one group stay together (the same patient)")
    .option(
      "--missing <token:columns>",
      'values that mean "missing", e.g. "0:Glucose,BMI"; may be repeated',
      collectMissing,
    )
    .option("--category <columns>", "columns that are categories", list)
    .option("--number <columns>", "columns that are numbers", list)
    .option("--sheet <name>", "sheet of a workbook (default: the largest)");

export const readOptions = (flags: ReadFlags): ReadOptions => ({
  delimiter: flags.delimiter === "\\t" ? "\t" : flags.delimiter,
  encoding: flags.encoding,
  decimal: flags.decimal,
  header: flags.header ? undefined : false,
  dates: flags.dates,
  text: flags.text,
  group: flags.group,
  missing: flags.missing,
  category: flags.category,
  number: flags.number,
  sheet: flags.sheet,
});

/** Sources cross to an engine with another working directory: they are made absolute here. */
export const source = (path: string): string => (path.startsWith("upload:") ? path : resolve(path));
