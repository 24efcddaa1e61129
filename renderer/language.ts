/** The language of the pages: the system's, or the one a person chose; changing it loads the pages anew. */
import type { Locale, Messages } from "@nuxt/ui";
import { LANGUAGES, type Language, speak } from "./texts/index.ts";

export type LanguageChoice = Language | "auto";

const KEY = "homeostat.language";
const isLanguage = (name: string | null): name is Language => name !== null && name in LANGUAGES;
const baseOf = (tag: string) => tag.split("-")[0] ?? "";

const stored = localStorage.getItem(KEY);
export const languageChoice: LanguageChoice = isLanguage(stored) ? stored : "auto";

/** Some systems name languages as no browser can write in them: `en-US@posix`. */
function isTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length > 0;
  } catch {
    return false;
  }
}
const tags = navigator.languages.filter(isTag);

/** The first language of the system that there are words for. */
const spoken = tags.map(baseOf).find(isLanguage) ?? "en";
export const language: Language = languageChoice === "auto" ? spoken : languageChoice;

const UI: Partial<Record<Language, () => Promise<{ default: Locale<Messages> }>>> = {
  de: () => import("@nuxt/ui/runtime/locale/de.js"),
};

/** The component library's own words; English where none. */
export let uiLocale: Locale<Messages> | undefined;

/** Loads the words. Where the system writes this language in a way of its own (`de-AT`), so do the pages. */
export async function loadLanguage(): Promise<void> {
  await speak(language, tags.find((tag) => baseOf(tag) === language) ?? language);
  uiLocale = (await UI[language]?.())?.default;
  document.documentElement.lang = language;
}

export function chooseLanguage(choice: LanguageChoice): void {
  if (choice === "auto") localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, choice);
  location.reload();
}
