/** Was die Engine schreibt, auf Deutsch. */
import { type EngineWords, engineIn } from "../../engine.ts";
import { errors } from "../errors.ts";
import { vocabulary } from "../vocabulary.ts";
import { alerting } from "./alerting.ts";
import { decisions } from "./decisions.ts";
import { estimate } from "./estimate.ts";
import { evidence } from "./evidence.ts";
import { gate } from "./gate.ts";
import { healing } from "./healing.ts";
import { quality } from "./quality.ts";
import { ranges } from "./ranges.ts";
import { service } from "./service.ts";
import { standing } from "./standing.ts";
import { tables } from "./tables.ts";
import { training } from "./training.ts";

/** Der Grund ist selbst ein Satz und wird für sich übersetzt. */
const { WRONG_USE: _, ...messages } = errors;

export const words: EngineWords = {
  sentences: {
    ...{ ...evidence, ...estimate, ...quality, ...standing, ...decisions, ...healing },
    ...{ ...gate, ...messages, ...tables, ...training, ...service, ...alerting, ...ranges },
  },
  nouns: {
    answer: ["Antwort", "Antworten", "Antworten"],
    cell: ["Zelle", "Zellen", "Zellen"],
    column: ["Spalte", "Spalten", "Spalten"],
    level: ["Stufe", "Stufen", "Stufen"],
    outcome: ["Ergebnis", "Ergebnisse", "Ergebnissen"],
    request: ["Anfrage", "Anfragen", "Anfragen"],
    row: ["Zeile", "Zeilen", "Zeilen"],
    "training row": ["Trainingszeile", "Trainingszeilen", "Trainingszeilen"],
    trial: ["Versuch", "Versuche", "Versuchen"],
    value: ["Wert", "Werte", "Werten"],
    window: ["Fenster", "Fenster", "Fenstern"],
    day: ["Tag", "Tage", "Tagen"],
    hour: ["Stunde", "Stunden", "Stunden"],
    minute: ["Minute", "Minuten", "Minuten"],
    second: ["Sekunde", "Sekunden", "Sekunden"],
  },
  ...{ metrics: vocabulary.metrics, diagnoses: vocabulary.diagnoses, tasks: vocabulary.tasks },
  ...{ stages: vocabulary.stages, learners: vocabulary.learners },
  states: vocabulary.states,
  types: vocabulary.columnTypes,
  more: (count) => ` und ${count} weitere`,
  and: " und ",
  under: "unter",
  quotes: ["„", "“"],
};

export const engine = (locale: string | undefined) => engineIn(words, locale);
