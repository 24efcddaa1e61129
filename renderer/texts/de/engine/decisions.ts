import type { decisions as english } from "../../../../core/contract/sentences/decisions.ts";

export const decisions: Record<keyof typeof english, string> = {
  onlyObserves: "Eingestellt ist: nur beobachten; sonst hätte Homeostat {act}.",
  wouldQuarantine: "die Zeilen beiseitegelegt",
  wouldRetrain: "ein neu trainiertes Modell geprüft",
  wouldReweight: "die erwarteten Anteile der Klassen berichtigt",
  wouldPromote: "eine Version eingesetzt",
  wouldRollBack: "die Version davor wieder eingesetzt",
  wouldFallBack: "wegen der Ersatzlösung einen Vorfall eröffnet",
  liveSince: "{version} ist seit weniger als {minutes} Minuten im Einsatz{before}.",
  wasLiveBefore: "; davor war es {from}",
  answeredBeside: "{version} beantwortete {share} % der Anfragen neben {live}.",
  stillFallback: "Die eingesetzte Version antwortet noch immer nicht; die Ersatzlösung schon.",
  cannotBeUsed:
    "Die eingesetzte Version lässt sich nicht verwenden; eine frühere oder einfachere antwortet, gekennzeichnet als Ersatzlösung.",
  breakIsOpen: "Eine Störung der Daten ist offen: Gelernt wird erst wieder, wenn die Daten heil sind.",
  breakGoesOn: "Die Störung der Daten dauert an; ihre Zeilen bleiben beiseitegelegt.",
  brokenNotWorld:
    "Die Daten sind kaputt, nicht die Welt: Die Zeilen werden beiseitegelegt, und aus ihnen wird nie gelernt.",
  trainingWaits: "Der Rechner ist ausgelastet: Das Training wartet.",
  incidentWaits: "Vorfall {incident} wartet auf Zustimmung.",
  incidentTries: "Vorfall {incident} probiert gerade eine Version neben der eingesetzten.",
  budgetUsed: "Die erlaubten {trainings} Trainings am Tag sind aufgebraucht.",
  tooSoon: "Der letzte Eingriff ist weniger als {minutes} Minuten her.",
  sharesChanged: "Die Anteile der Klassen haben sich geändert und sonst nichts.",
  weightedSince: "Die Drift kann schaden, und keine Ergebnisse sagen es: Die Trainingszeilen werden gewichtet.",
  watchedBlind: "Ergebnisse fehlen: Niemand kann sagen, ob das Modell noch stimmt. Melden Sie Ergebnisse.",
  watchedService: "Der Dienst ist gestört, und keine neue Version ist schuld.",
  watchedOutliers: "Einzelne Zeilen liegen weit weg von den übrigen; sie wurden abgelehnt oder gekennzeichnet.",
  watchedBenign: "Die Eingaben haben sich verschoben, und das Modell hat nicht gelitten: Es bleibt.",
  watchedHarmful:
    "Die Drift kann schaden. Ein neues Modell wird nur eingesetzt, wo Ergebnisse zeigen, dass es besser ist.",
  watchedPriorShift:
    "Die Anteile der Klassen haben sich geändert; was sich tun lässt, ist versucht worden oder muss warten.",
  watchedConcept:
    "Das Modell antwortet schlechter als früher; was sich tun lässt, ist versucht worden oder muss warten.",
  watchedMoreData: "Es gibt mehr, woraus zu lernen ist, als das Modell gesehen hat.",

  worseThanPromised: "{metric}: um {drop} schlechter als versprochen (Grenze {limit}).",
  lossIsLarger: "Der Verlust ist um {rise} größer als {since} (Grenze {limit}).",
  atLastTest: "beim letzten Vergleich mit einem neu trainierten Modell",
  atRegistration: "am Anfang",
  hasPaidBefore:
    "Neu zu trainieren hat sich schon gelohnt: Mit {outcomes} neuen Ergebnissen sind um etwa {gain} kleinere Fehler zu erwarten.",
  nothingLearnt: "Die bekannten Ergebnisse sprechen nicht für alle Antworten: Aus ihnen wird nichts gelernt.",
  comparisonNeeds: "{outcomes} Ergebnisse sind neu für die eingesetzte Version; ein Vergleich braucht {needed}.",
  personAsked: "Jemand hat um ein neues Training gebeten.",
  nextNeeds: "{outcomes} Ergebnisse sind seit dem letzten Vergleich gekommen; der nächste braucht {needed}.",
  scheduleDue: "Nach dem Zeitplan {schedule} ist es so weit.",
  seenAsks: "Was zu sehen war, verlangt den Vergleich mit einer Version, die daraus gelernt hat ({diagnosis}).",
  growthReached:
    "{outcomes} Ergebnisse sind seit dem letzten Vergleich gekommen; ab {growth} wird eine andere Version probiert.",
  growthWaits: "{outcomes} von den {growth} Ergebnissen sind da, auf die der nächste Vergleich wartet.",
};
