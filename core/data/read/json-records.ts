/** The objects of a JSON text one by one: a row a line, a list of rows, or one object that holds the rows. */
import { HomeostatError, type RejectedRow, say } from "../../contract/index.ts";
import type { TextSource } from "./source.ts";

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

export interface JsonRecord {
  record: JsonObject;
  line: number;
  /** Share of the file that has been read. */
  done: number;
}

const [NEWLINE, QUOTE, BACKSLASH, OPEN, CLOSE, OPEN_LIST, CLOSE_LIST] = [10, 34, 92, 123, 125, 91, 93];
const OBJECT_LIMIT = 1 << 28;

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Whole numbers of more digits than a float64 keeps stay texts. */
function parse(text: string): Json {
  if (!/\d{16}/.test(text)) return JSON.parse(text) as Json;
  const exact = (_: string, value: Json, { source }: { source?: string }): Json =>
    typeof value === "number" && source !== undefined && Number.isInteger(value) && !Number.isSafeInteger(value)
      ? source
      : value;
  // The third argument, the source text, is newer than the library's types.
  return JSON.parse(text, exact as Parameters<typeof JSON.parse>[1]) as Json;
}

const notJson = (file: string, line: number, why: string): HomeostatError =>
  new HomeostatError("FILE_NOT_A_TABLE", { file, reason: say("lineNotJson", { line, why }) });

/** One object a line: a line that is none is set aside. */
async function* recordsByLine(source: TextSource, rejected: RejectedRow[]): AsyncGenerator<JsonRecord> {
  let rest: Buffer = Buffer.alloc(0);
  let line = 0;
  const read = function* (text: Buffer, end: number, done: number): Generator<JsonRecord> {
    for (let at = 0; at < end; ) {
      const next = text.indexOf(NEWLINE, at) + 1;
      const written = text.toString("utf8", at, next).trim();
      at = next;
      line++;
      if (written === "") continue;
      try {
        const record = parse(written);
        if (isObject(record)) yield { record, line, done };
        else rejected.push({ line, reason: say("noObject") });
      } catch {
        rejected.push({ line, reason: say("notJson") });
      }
    }
  };
  for await (const { bytes, done } of source.chunks()) {
    const text = Buffer.concat([rest, bytes]);
    const end = text.lastIndexOf(NEWLINE) + 1;
    yield* read(text, end, done);
    rest = text.subarray(end);
  }
  if (rest.length > 0) yield* read(Buffer.concat([rest, Buffer.from("\n")]), rest.length + 1, 1);
}

/** Objects wherever they end: in a list, or one after the other over several lines. */
async function* recordsByBraces(source: TextSource): AsyncGenerator<JsonRecord> {
  const { file } = source;
  let rest: Buffer = Buffer.alloc(0);
  let [line, startLine, depth, at] = [1, 1, 0, 0];
  let [inText, inObject] = [false, false];
  for await (const { bytes, done } of source.chunks()) {
    const text = Buffer.concat([rest, bytes]);
    let start = 0;
    for (; at < text.length; at++) {
      const byte = text[at]!;
      if (byte === NEWLINE) line++;
      if (inText) {
        if (byte === BACKSLASH) at++;
        else if (byte === QUOTE) inText = false;
      } else if (byte === QUOTE) inText = true;
      else if (byte === OPEN || byte === OPEN_LIST) {
        if (depth === 0 && byte === OPEN) [start, startLine, inObject] = [at, line, true];
        else if (depth === 0 && !inObject) continue;
        depth++;
      } else if ((byte === CLOSE || byte === CLOSE_LIST) && depth > 0 && --depth === 0) {
        inObject = false;
        const record = parsed(text.toString("utf8", start, at + 1), file, startLine);
        yield { record, line: startLine, done };
        start = at + 1;
      }
    }
    if (!inObject) start = text.length;
    rest = text.subarray(start);
    at -= start;
    if (rest.length > OBJECT_LIMIT) throw notJson(file, startLine, say("objectTooLarge"));
  }
  if (inObject) throw notJson(file, startLine, say("objectNeverEnds"));
}

function parsed(text: string, file: string, line: number): JsonObject {
  try {
    return parse(text) as JsonObject;
  } catch (error) {
    throw notJson(file, line, error instanceof Error ? error.message : say("cannotBeRead"));
  }
}

/** True where the first line is a whole object. */
function isByLine(head: Buffer): boolean {
  const first = head.toString("utf8", 0, head.indexOf(NEWLINE) + 1 || head.length).trim();
  try {
    return isObject(parse(first));
  } catch {
    // Not whole: the object goes on in the next line, or a list opens.
    return false;
  }
}

const isRecordList = (value: Json): value is JsonObject[] =>
  Array.isArray(value) && value.length > 0 && value.every(isObject);

/** Rows of an object of columns: `{"a": [1, 2], "b": [3, 4]}`, or with the rows' names as pandas writes it. */
function transposed(columns: JsonObject): JsonObject[] | null {
  const names = Object.keys(columns);
  const lists = Object.values(columns).map((column) =>
    Array.isArray(column) ? column : isObject(column) ? Object.values(column) : null,
  );
  const [first] = lists;
  if (!first || first.length === 0 || lists.some((list) => list?.length !== first.length)) return null;
  return first.map((_, row) => Object.fromEntries(names.map((name, i) => [name, lists[i]![row]!])));
}

/** The rows that a single object holds: one list of objects among its values, or its columns; null where none. */
export function rowsWithin(object: JsonObject): JsonObject[] | null {
  const lists = Object.values(object).filter(isRecordList);
  return lists.length === 1 ? lists[0]! : transposed(object);
}

/** @throws FILE_NOT_A_TABLE with the line where the text is not JSON */
export const jsonRecords = (source: TextSource, rejected: RejectedRow[]): AsyncGenerator<JsonRecord> =>
  isByLine(source.head) ? recordsByLine(source, rejected) : recordsByBraces(source);
