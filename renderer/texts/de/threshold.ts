import type { Texts } from "../index.ts";

export const threshold: Texts["threshold"] = {
  title: (positive: string) => `Ab wo soll es „${positive}“ sagen?`,
  lead: "Das Modell nennt eine Wahrscheinlichkeit; Sie entscheiden, ab welcher es antwortet. Niedriger findet mehr und schlägt öfter falsch Alarm. Sagen Sie, was jeder Fehler kostet, in beliebiger Einheit: Euro, Minuten oder wie schlimm er ist.",
  alarmCost: "Ein falscher Alarm kostet",
  missCost: "Ein Übersehen kostet",
  costWrong: "Zwei Zahlen, 0 oder mehr.",
  cheapest: "Am günstigsten bei diesen Kosten",
  slider: "Entscheidungsschwelle",
  fewAlarms: "weniger falsche Alarme",
  fewMisses: "weniger Übersehene",
  says: (positive: string, share: string) => `Sagt „${positive}“ ab einer Wahrscheinlichkeit von ${share}`,
  inForce: "wie diese Version",
  isCheapest: "am günstigsten",
  hundred: (positive: string, all: number, found: number, alarms: number) =>
    `Von 100 solchen Fällen sind ${all} „${positive}“: Es findet ${found} davon und schlägt ${alarms}-mal falsch Alarm.`,
  found: "gefunden",
  missed: "übersehen",
  alarm: "falsche Alarme",
  passed: "zu Recht durchgelassen",
  ppv: "Richtig, wenn es das sagt",
  ppvExplain: "Von denen, die es nennt, der Anteil, der es ist (positiver Vorhersagewert, Präzision).",
  cost: "Kosten von 100 Fällen",
  costExplain: "Übersehene und falsche Alarme unter 100 solchen Fällen, nach den Kosten oben.",
  rows: (rows: string, positives: string) =>
    `Gezählt an ${rows} Zeilen, die das Modell nicht gesehen hatte, ${positives} davon positiv. Was an ihnen am günstigsten ist, ist hier etwas besser, als es anderswo sein wird.`,
  use: "Diese Schwelle nehmen",
  back: "Zurück zu der dieser Version",
  askTitle: (share: string) => `Eine Version machen, die ab ${share} entscheidet?`,
  askText: (version: string) =>
    `Es ist ${version} mit einer anderen Schwelle: dasselbe Modell, dieselben Wahrscheinlichkeiten. Sie wird ein Kandidat; was im Einsatz ist, bleibt es, bis Sie sie einsetzen.`,
  remember: "Diese Kosten beobachten",
  rememberText: "Sie werden zum eigenen Maß des Modells: Es wird gemeldet, wenn Antworten mehr kosten als versprochen.",
  reason: (alarm: string, miss: string) => `ein falscher Alarm kostet ${alarm}, ein Übersehen ${miss}`,
  make: "Diese Version machen",
  made: (version: string) => `${version} ist gemacht, ein Kandidat.`,
  look: "Ansehen",
};
