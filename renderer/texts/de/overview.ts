import type { Texts } from "../index.ts";

export const overview: Texts["overview"] = {
  headline: {
    ok: "Alles ist in Ordnung.",
    watch: "Etwas hat sich verschoben. Noch ist nichts zu tun.",
    act: "Etwas braucht Sie.",
    unknown: "Noch ist nicht genug bekannt.",
  },
  waiting: (n: number) =>
    n === 1 ? "Eine Reparatur wartet auf Ihre Entscheidung." : `${n} Reparaturen warten auf Ihre Entscheidung.`,
  questions: {
    service: "Antwortet der Dienst?",
    host: "Geht es dem Rechner gut?",
    model: "Kann man dem Modell noch glauben?",
  },
  words: {
    service: { ok: "Ja", watch: "Ja, mit Mühe", act: "Nicht so, wie er soll", unknown: "Noch nicht bekannt" },
    host: { ok: "Ja", watch: "Es wird knapp", act: "Zu wenig Platz", unknown: "Noch nicht bekannt" },
    model: { ok: "Ja", watch: "Ja, aber mit Vorsicht", act: "So nicht mehr", unknown: "Noch nicht bekannt" },
  },
  figures: { service: "Zahlen des Dienstes", host: "Zahlen des Rechners", model: "Was sich verschoben hat" },
  blind: "Niemand hat gesagt, was wirklich geschah; ob die Antworten stimmen, lässt sich nur schätzen.",
  recordOutcomes: "Ergebnisse eintragen",
  openIncidents: "Braucht Aufmerksamkeit",
  models: "Modelle",
  live: "im Einsatz",
  notLive: "nicht im Einsatz",
  versions: (n: number) => (n === 1 ? "1 Version" : `${n} Versionen`),
  driftShare: "Anteil verschobener Spalten, letzte Prüfungen",
  noChecks: "Noch keine Prüfung",
  running: "Läuft gerade",
  more: (n: number) => `${n} weitere`,
  emptyTitle: "Geben Sie eine Tabelle. Sie bekommen ein Modell.",
  emptyText:
    "Legen Sie eine Datei mit einer Zeile je Fall ab. Homeostat findet heraus, was sich vorhersagen lässt, trainiert und prüft ein Modell, stellt es auf diesem Rechner bereit und hält es von da an richtig. Nichts verlässt diesen Rechner.",
  emptySample: "Mit Beispieldaten ausprobieren",
  emptySampleText: "600 erfundene Krankenhausaufenthalte; wer kommt innerhalb von 30 Tagen wieder?",
  steps: [
    {
      title: "Trainieren",
      text: "Mehrere Verfahren treten auf Ihren Zeilen an; das beste wird an Zeilen geprüft, die es nie gesehen hat.",
    },
    {
      title: "Antworten",
      text: "Andere Programme auf diesem Rechner fragen es über HTTP; jede Antwort wird aufbewahrt.",
    },
    {
      title: "Heilen",
      text: "Es merkt, wenn die Welt sich ändert, trainiert einen Herausforderer und wechselt nur zum Besseren.",
    },
  ],
};
