/**
 * Every word the pages show comes from here. English is always there; another language is another object of the same
 * shape, loaded before the first page is made (`main.ts`), so that everything after it may read `t` as a constant.
 */
import { en } from "./en/index.ts";

export type Texts = typeof en;

/** Each language by the name its speakers give it. */
export const LANGUAGES = { en: "English", de: "Deutsch" } as const;
export type Language = keyof typeof LANGUAGES;

const OTHERS: Record<Exclude<Language, "en">, () => Promise<Texts>> = {
  de: async () => (await import("./de/index.ts")).de,
};

export let t: Texts = en;

/** How numbers, dates and lists are written, as a BCP 47 tag; the machine's where nothing was said. */
export let locale: string | undefined;

/** @example await speak("de", "de-AT"); t.nav.train // "Trainieren" */
export async function speak(language: Language, tag: string): Promise<void> {
  t = language === "en" ? en : await OTHERS[language]();
  locale = tag;
}
