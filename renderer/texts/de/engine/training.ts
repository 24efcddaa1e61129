import type { training as english } from "../../../../core/contract/sentences/training.ts";

export const training: Record<keyof typeof english, string> = {
  rowsWithoutTarget: "{rows} Zeilen haben keinen Wert in {target} und wurden weggelassen.",
  tooLargeForMemory:
    "Die Tabelle ist zu groß für den vorhandenen Arbeitsspeicher: Sie lag so lange in einer Datei, und probiert wurde nur Gradient Boosting, dem ein Byte je Zelle genügt.",
  notBetterThanBaseline:
    "Kein Verfahren sagt {target} verlässlich besser voraus als die Grundlinie ({metric}); die Version bleibt Kandidat.",
  fewRowsJudge: "Nur {rows} Zeilen beurteilen das Modell; die Zahlen sind grob.",
  learnerFailed: "{learner} ist gescheitert: {reason}",
  learnerReason: "{learner}: {reason}",
  noResult: "kein Ergebnis",
  anotherTarget: "{model} sagt schon {target} voraus ({task}).",
  nameOfItsOwn: "Geben Sie dem neuen Modell einen eigenen Namen.",

  tooLargeToHold: "die Tabelle ist zu groß für den Arbeitsspeicher",
  notForTask: "nicht für diese Aufgabe ({task})",
  overRows: "mehr als 2.000 Zeilen: Der Aufwand wächst mit dem Quadrat",
  endedByHand: "die Suche wurde von Hand beendet",
  budgetOver: "die Zeit war aufgebraucht",
  trialsReached: "die Zahl der Versuche war erreicht",
  forComparison: "zum Vergleich: zu langsam, um kreuzvalidiert zu werden",
  fitTooLong: "das Training dauert hier länger als {seconds} s",
  nothingVaries: "keine hat einen Wert, der sich ändert",

  doesNotExtrapolate:
    "Es denkt nicht über das Gesehene hinaus: Was immer man fragt, die Antworten bleiben nahe bei dem, was es kennt ({low} bis {high} bei den Zeilen, die es beurteilt haben).",
  straightLine: "Weit außerhalb der gesehenen Werte geht es in einer geraden Linie weiter, die niemand geprüft hat.",
  rareClass: "Nur {rows} mit {label}, um daraus zu lernen: Das wird kaum erkannt, und wie gut, ist kaum bekannt.",
  worseWhere: "Es ist schlechter als sonst, wo {feature} {value} ist ({rows} Zeilen).",
};
