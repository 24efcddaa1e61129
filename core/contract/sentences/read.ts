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

/** Parts of others are read in their place only; of the rest those with the most words of their own come first. */
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

/** Letters of a text that any template would have taken: the more of it is settled, the surer the template. */
function free({ name, values }: Found): number {
  const each = parts(SENTENCES[name]).map((part) => {
    if (typeof part === "string") return 0;
    const value = values[part.name] ?? "";
    const kind = part.kinds.find((one) => isKind(one) && new RegExp(`^${KINDS[one]}$`, "u").test(value));
    if (kind === "sentence") {
      const inner = read(value);
      return inner ? free(inner) : value.length;
    }
    return kind === "text" || kind === "list" || kind === "clauses" ? value.length : 0;
  });
  return each.reduce<number>((sum, letters) => sum + letters, 0);
}

/**
 * The template that a text was written from, and what was put into it; null where none was.
 * @param among the first of these that fits; without them, of all that are sentences of their own the surest
 * @example read("40 % of the features drifted: age.")?.values.names // "age"
 */
export function read(text: string, among?: readonly string[]): Found | null {
  const known = all();
  const tried = among ? among.filter(isName).map((name) => known.get(name)!) : whole;
  const found = tried.flatMap((reader) => tryOne(reader, text) ?? []);
  if (among || found.length < 2) return found[0] ?? null;
  const letters = found.map(free);
  return found[letters.indexOf(Math.min(...letters))] ?? null;
}

/**
 * The sentences that a text is made of, in turn: what no template reads stays as it is written.
 * @example sentencesOf("v0002 passed the gate. It goes live.").length // 2
 */
export function sentencesOf(text: string): (Found | string)[] {
  const whole = read(text);
  if (whole) return [whole];
  const ends = [...text.matchAll(/[.!?] (?=\S)/g)].map(({ index }) => index + 1);
  for (const end of ends.toReversed()) {
    const found = read(text.slice(0, end));
    if (found) return [found, ...sentencesOf(text.slice(end + 1))];
  }
  const [end] = ends;
  return end === undefined ? [text] : [text.slice(0, end), ...sentencesOf(text.slice(end + 1))];
}

/** The names of the templates that are sentences of their own. */
export function sentenceNames(): SentenceName[] {
  all();
  return whole.map(({ name }) => name);
}
