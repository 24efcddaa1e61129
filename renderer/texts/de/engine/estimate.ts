import type { estimate as english } from "../../../../core/contract/sentences/estimate.ts";

export const estimate: Record<keyof typeof english, string> = {
  brokenSaysNothing: "Die eintreffenden Daten sind kaputt; was das Modell von sich selbst sagt, bedeutet darum nichts.",
  certaintyWasOff: "Was das Modell über seine Sicherheit sagt, lag bei ungesehenen Zeilen um {size} daneben.",
  outcomesContradict:
    "{outcomes} widersprechen dem, was das Modell über seine Sicherheit sagt (um {size} daneben): Die Welt hat sich geändert.",
  onAverage: "{size} im Mittel",
  ofMeanError: "{size} des mittleren Fehlers",
  unseenKept: "{kept}; nötig sind {needed}.",
  fewKept: "Nur {rows}, die das Modell nicht kannte, wurden im Training aufbewahrt",
  noneKept: "Im Training wurden keine Zeilen aufbewahrt, die das Modell nicht kannte",
  fewAnswered: "Nur {rows} des Fensters wurden beantwortet.",
  windowTooUniform: "Das Fenster ist zu klein oder zu einförmig für eine Schätzung: {metric}.",
  outsideTraining: "{share} von {rows:dative} liegen außerhalb dessen, womit das Modell trainiert wurde.",
  movedTooFar: "So weit verschoben, dass die Zeilen mit dem Training wenig gemein haben: {names}.",

  nearlyAllKnown: "Fast alle Ergebnisse sind bekannt.",
  fewOldEnough: "Manche Ergebnisse kommen früher als andere, und nur {rows} sind alt genug, um ihres zu haben.",
  onlyOldEnough: "Manche Ergebnisse kommen früher als andere; darum zählen nur Zeilen, die alt genug sind.",
  missingOutcomes: "{only}{share} der Ergebnisse fehlen{how}",
  onlyOld: "Manche Ergebnisse kommen früher als andere; darum zählen nur Zeilen, die alt genug sind. ",
  atRandom: ", gleich wie die Antwort lautete.",
  someNearlyAll: ", und von manchen Antworten fast alle.",
  contradicting:
    ", bei manchen Antworten mehr als bei anderen, und die bekannten sind nicht wie erwartet: Entweder hat sich die Welt geändert, oder was gemeldet wird, hängt vom Ergebnis ab.",
  weightedForIt: ", bei manchen Antworten mehr als bei anderen; das ist mit Gewichten ausgeglichen.",
};
