/** Where a text names a term of the field, so that it can be explained there. */
import type { Term } from "../texts/en/terms.ts";
import { type Texts, t } from "../texts/index.ts";

export interface Part {
  text: string;
  /** What the words of this part mean, where they are a term's. */
  term?: Term;
}

const escaped = (form: string) => form.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Each form in small letters, with the term it names. */
function formsOf(texts: Texts): Map<string, Term> {
  const { terms, words, stageWords } = texts.glossary;
  const named: [string, Term][] = [
    ...Object.values(texts.metrics).map((term): [string, Term] => [term.name, term]),
    ...Object.entries(words).map(([key, forms]): [string, Term] => [forms, terms[key as keyof typeof terms]]),
    ...Object.entries(stageWords).map(([key, forms]): [string, Term] => [
      forms,
      texts.stages[key as keyof typeof stageWords],
    ]),
  ];
  return new Map(named.flatMap(([forms, term]) => forms.split("|").map((form) => [form.toLowerCase(), term])));
}

/**
 * Takes a text apart at the terms it names, each term once: whole words, the longest form first.
 *
 * @example termFinder(en)("Let the gate decide") // [{ text: "Let the " }, { text: "gate", term }, { text: " decide" }]
 */
export function termFinder(texts: Texts): (text: string) => Part[] {
  const forms = formsOf(texts);
  const longestFirst = [...forms.keys()].toSorted((a, b) => b.length - a.length).map(escaped);
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}./-])(?:${longestFirst.join("|")})(?![\\p{L}\\p{N}-])`, "giu");
  return (text) => {
    const parts: Part[] = [];
    const seen = new Set<Term>();
    let end = 0;
    for (const { 0: found, index } of text.matchAll(pattern)) {
      const term = forms.get(found.toLowerCase());
      if (!term || seen.has(term)) continue;
      seen.add(term);
      if (index > end) parts.push({ text: text.slice(end, index) });
      parts.push({ text: found, term });
      end = index + found.length;
    }
    if (end < text.length) parts.push({ text: text.slice(end) });
    return parts;
  };
}

export const termParts = termFinder(t);

let own: Set<string> | null = null;
/** Every fixed text of the pages, to tell their words from those of the data. */
export function ownTexts(): ReadonlySet<string> {
  const texts = new Set<string>();
  const gather = (value: unknown): void => {
    if (typeof value === "string") texts.add(value);
    else if (typeof value === "object" && value !== null) Object.values(value).forEach(gather);
  };
  if (own === null) gather(t);
  own ??= texts;
  return own;
}
