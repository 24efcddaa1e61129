import type { Texts } from "../index.ts";
import { stageWords, words } from "./term-words.ts";
import { terms } from "./terms.ts";

export const glossary: Texts["glossary"] = {
  title: "Begriffe",
  hint: "Jeder Fachbegriff der Seiten in einem Satz.",
  find: "Begriff suchen",
  none: "Kein solcher Begriff.",
  groups: {
    terms: "Fachbegriffe",
    metrics: "Maße",
    learners: "Verfahren",
    stages: "Stand einer Version",
    diagnoses: "Was nicht stimmen kann",
    modes: "Wenn etwas nicht stimmt",
  },
  terms,
  words,
  stageWords,
};
