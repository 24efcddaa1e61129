import { stageWords, words } from "./term-words.ts";
import { type Term, terms } from "./terms.ts";

export const glossary = {
  title: "Words explained",
  hint: "Every term of the pages in one sentence.",
  find: "Find a word",
  none: "No such word.",
  groups: {
    terms: "Terms",
    metrics: "Measures",
    learners: "Methods",
    stages: "Stages of a version",
    diagnoses: "What can be wrong",
    modes: "When something is wrong",
  },
  terms: terms as Record<keyof typeof terms, Term>,
  words,
  stageWords,
};
