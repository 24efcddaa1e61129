/** How a file is to be read where the detection was wrong. */
import type { FileInfo, ReadOptions } from "../../core/contract/train.ts";
import { t } from "../texts/index.ts";

export type Corrections = Pick<ReadOptions, "delimiter" | "encoding" | "decimal" | "header" | "sheet">;

/** How it was read, in a few words each. @example readFacts(file) // ["CSV", "Between cells: comma", "utf-8", …] */
export function readFacts({ format, delimiter, encoding, decimal, header, sheet }: FileInfo): string[] {
  const isText = format === "csv" || format === "tsv";
  return [
    format.toUpperCase(),
    ...(sheet === undefined ? [] : [`${t.train.sheet}: ${sheet}`]),
    ...(delimiter === null ? [] : [`${t.train.delimiter}: ${t.train.delimiters[delimiter] ?? delimiter}`]),
    ...(isText ? [encoding, `${t.train.decimal}: ${decimal}`] : []),
    ...(header ? [] : [t.train.noHeader]),
  ];
}
