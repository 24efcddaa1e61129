/**
 * Reading a JSON body strictly. JSON.parse alone takes the last of two equal keys, lets a `__proto__` key through
 * and knows nothing of invalid UTF-8, which Buffer's decoder replaces silently; each of these is refused here.
 */
import { isUtf8 } from "node:buffer";
import { HomeostatError } from "../../contract/index.ts";

/** Deeper than any row or list of rows; shallow enough for every later walk over the value. */
const MAX_DEPTH = 32;

const notJson = (reason: string): HomeostatError => new HomeostatError("NOT_JSON", { reason });

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const BYTE_ORDER_MARK = 0xfeff;

/** The place of the quote that closes the text opened at a place. */
function closingQuote(json: string, open: number): number {
  let at = open + 1;
  while (at < json.length && json.charCodeAt(at) !== QUOTE) at += json.charCodeAt(at) === BACKSLASH ? 2 : 1;
  return at;
}

/** One pass over the text: the number of members in all objects together. @throws NOT_JSON where it nests too deep */
function countMembers(text: string): number {
  let members = 0;
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) i = closingQuote(text, i);
    else if (code === 0x3a /* : */) members++;
    else if (code === 0x7b /* { */ || code === 0x5b /* [ */) {
      if (++depth > MAX_DEPTH) throw notJson(`it nests deeper than ${MAX_DEPTH} levels`);
    } else if (code === 0x7d /* } */ || code === 0x5d /* ] */) depth--;
  }
  return members;
}

/** The number of members that parsing kept. @throws NOT_JSON for a `__proto__` key */
function countKept(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  let kept = 0;
  if (Array.isArray(value)) {
    for (const item of value) kept += countKept(item);
    return kept;
  }
  for (const key of Object.keys(value)) {
    if (key === "__proto__") throw notJson("a key __proto__ is not accepted");
    const member = (value as Record<string, unknown>)[key];
    kept += typeof member === "object" ? 1 + countKept(member) : 1;
  }
  return kept;
}

/** Literal `NaN` outside of texts, as Python's json module writes it, becomes null. */
function nanAsNull(text: string): string {
  const parts: string[] = [];
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) i = closingQuote(text, i);
    else if (code === 0x4e /* N */ && text.startsWith("NaN", i)) {
      parts.push(text.slice(from, i));
      i += 2;
      from = i + 1;
    }
  }
  return [...parts, text.slice(from)].join("null");
}

/** The text of a body, without its byte order mark. @throws NOT_JSON where it is empty or not valid UTF-8 */
export function jsonText(body: Buffer): string {
  if (body.length === 0) throw notJson("it is empty");
  if (!isUtf8(body)) throw notJson("it is not valid UTF-8");
  const text = body.toString("utf8");
  return text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text;
}

export interface JsonOptions {
  /** `NaN` is read as null. */
  nan?: boolean;
}

/**
 * @throws NOT_JSON, saying what is wrong with it
 * @example parseJsonText('{"a":1,"a":2}') // throws: a key occurs twice in the same object
 */
export function parseJsonText(given: string, { nan = false }: JsonOptions = {}): unknown {
  const text = nan && given.includes("NaN") ? nanAsNull(given) : given;
  const members = countMembers(text);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw notJson((error as Error).message.replace(/, ".*$/s, ""));
  }
  // Of two equal keys JSON.parse keeps one, so that fewer members are there than were written.
  if (countKept(value) !== members) throw notJson("a key occurs twice in the same object");
  return value;
}

/** Both at once. */
export const parseJsonBody = (body: Buffer, options?: JsonOptions): unknown => parseJsonText(jsonText(body), options);
