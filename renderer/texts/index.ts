/**
 * Every word the pages show comes from here. English is always there; another language is another object of the same
 * shape, loaded before the first page is made (`main.ts`), so that everything after it may read `t` as a constant.
 */

import { en } from "./en/index.ts";
import type { EngineTongue } from "./engine.ts";

export type Texts = typeof en;

/** Each language by the name its speakers give it. */
export const LANGUAGES = { en: "English", de: "Deutsch" } as const;
export type Language = keyof typeof LANGUAGES;

interface Spoken {
  texts: Texts;
  /** What the engine wrote, in this language. */
  engine: (locale: string) => EngineTongue;
}

const OTHERS: Record<Exclude<Language, "en">, () => Promise<Spoken>> = {
  de: async () => {
    const { de, engine } = await import("./de/index.ts");
    return { texts: de, engine };
  },
};

export let t: Texts = en;

/** The engine parts a number from its percent sign by a space: English does not, and no line may break there. */
const withPercent = (text: string, gap: string): string => text.replaceAll(/(\d) %/g, `$1${gap}%`);

/** Sentences of the engine, which writes English, in the language of the pages; English where it is not known. */
export let inWords: EngineTongue["inWords"] = (text) => withPercent(text, "");

/** Ranges of a column's values, as the engine names them; values themselves stay. */
export let rangeInWords: EngineTongue["rangeInWords"] = (text) => text;

/** How numbers, dates and lists are written, as a BCP 47 tag; the machine's where nothing was said. */
export let locale: string | undefined;

/** @example await speak("de", "de-AT"); t.nav.train // "Trainieren" */
export async function speak(language: Language, tag: string): Promise<void> {
  if (language !== "en") {
    const spoken = await OTHERS[language]();
    t = spoken.texts;
    const tongue = spoken.engine(tag);
    inWords = (text) => withPercent(tongue.inWords(text), "\u00a0");
    rangeInWords = tongue.rangeInWords;
  }
  locale = tag;
}
