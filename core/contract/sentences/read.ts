/** Which sentence a text is: every template of the catalogue, turned into a pattern. */
import { SENTENCES, type SentenceName } from "./catalogue.ts";
import { anyOf, isKind, KINDS } from "./kinds.ts";
import { ranges } from "./ranges.ts";
import { parts, type Slot } from "./template.ts";

export interface Found {
  name: SentenceName;
  /** What stands in each slot, as it was written. */
  values: Record<string, string>;
}

const isName = (name: string): name is SentenceName => name in SENTENCES;
const literally = (text: string): string => anyOf([text]);

/** Templates whose patterns would need themselves cannot be read. */
function templateSource(template: string, group: "(" | "(?:", above: readonly string[]): string {
  return parts(template)
    .map((part) => (typeof part === "string" ? literally(part) : `${group}${slotSource(part, above)})`))
    .join("");
}

function slotSource({ kinds, optional, repeated }: Slot, above: readonly string[]): string {
  const each = kinds.map((kind) => {
    if (isKind(kind)) return KINDS[kind];
    if (!isName(kind) || above.includes(kind)) throw new TypeError(`${kind} is no kind of slot here`);
    return templateSource(SENTENCES[kind], "(?:", [...above, kind]);
  });
  const one = `(?:${each.join("|")})`;
  const many = repeated ? `${one}(?:(?:, |; | and )${one})*(?: and \\d+ more)?` : one;
  return optional ? `(?:${many})?` : many;
}

interface Reader {
  name: SentenceName;
  pattern: RegExp;
  slots: string[];
  /** The longest text that stands in it, which is looked for first. */
  mark: string;
  length: number;
}

function readerOf(name: SentenceName): Reader {
  const all = parts(SENTENCES[name]);
  const words = all.filter((part) => typeof part === "string");
  return {
    name,
    pattern: new RegExp(`^${templateSource(SENTENCES[name], "(", [name])}$`, "u"),
    slots: all.flatMap((part) => (typeof part === "string" ? [] : [part.name])),
    mark: words.reduce((longest, word) => (word.length > longest.length ? word : longest), ""),
    length: words.reduce((sum, word) => sum + word.length, 0),
  };
}

let readers: Map<SentenceName, Reader> | null = null;
let whole: Reader[] = [];

/** Parts of others are read in their place only; the rest by how much of a text each settles. */
function all(): Map<SentenceName, Reader> {
  if (readers) return readers;
  const names = Object.keys(SENTENCES).filter(isName);
  const inside = new Set([
    ...Object.keys(ranges),
    ...names.flatMap((name) => parts(SENTENCES[name]).flatMap((part) => (typeof part === "string" ? [] : part.kinds))),
  ]);
  readers = new Map(names.map((name) => [name, readerOf(name)]));
  whole = [...readers.values()].filter(({ name }) => !inside.has(name)).sort((a, b) => b.length - a.length);
  return readers;
}

function tryOne({ name, pattern, slots, mark }: Reader, text: string): Found | null {
  if (!text.includes(mark)) return null;
  const match = pattern.exec(text);
  if (!match) return null;
  return { name, values: Object.fromEntries(slots.map((slot, k) => [slot, match[k + 1] ?? ""])) };
}

/**
 * The template that a text was written from, and what was put into it; null where none was.
 * @param among only these templates; without them, all that are sentences of their own
 * @example read("40 % of the features drifted: age.")?.values.names // "age"
 */
export function read(text: string, among?: readonly string[]): Found | null {
  const known = all();
  const tried = among ? among.filter(isName).map((name) => known.get(name)!) : whole;
  for (const reader of tried) {
    const found = tryOne(reader, text);
    if (found) return found;
  }
  return null;
}

/** The names of the templates that are sentences of their own. */
export function sentenceNames(): SentenceName[] {
  all();
  return whole.map(({ name }) => name);
}
