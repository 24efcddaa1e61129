import type { healing as english } from "../../../../core/contract/sentences/healing.ts";

export const healing: Record<keyof typeof english, string> = {
  diagnosisIs: "Der Befund lautet: {diagnosis}.",
  rowsSetAside: "Zeilen seit {from} UTC werden beiseitegelegt, aus ihnen wird nicht gelernt ({columns}).{back}",
  wholeRows: "ganze Zeilen",
  learntAndBack: " {live} hatte aus kaputten Zeilen gelernt, darum ist {to} wieder im Einsatz.",
  learntGoBack: " {live} hat aus kaputten Zeilen gelernt, {to} nicht: Gehen Sie dahin zurück.",
  learntFromBroken: "{live} hat aus kaputten Zeilen gelernt (Vorfall {incident})",
  servingGoesOn: "Es wird weiter geantwortet; die Daten werden beobachtet, bis sie wieder heil sind.",
  repairProposed:
    "Eine Reparatur ist vorgeschlagen und wartet auf Zustimmung: {repairs}. Wer ablehnt, sagt, dass die Daten so stimmen, wie sie kommen.",
  repairInForce: "Die Reparatur gilt.",
  noAnswerChanges: "Keine Antwort ändert sich dadurch.",
  answersChange: "{answers} Antworten ändern sich dadurch: {file}.",
  nextWindowsSay: "Die nächsten Fenster sagen, ob die Daten heil sind.",
  dataWhole: "Die Daten sind wieder heil; die Zeilen der Störung bleiben beiseitegelegt.",
  repairedWhole: "Mit der Reparatur sind die Daten heil; sie gilt weiter.",
  stillBroken:
    "Auch mit der Reparatur sind die Daten kaputt: Sie wird wieder aufgehoben, und die Zeilen bleiben beiseitegelegt.",
  rowsAreSetAside: "Die Zeilen werden beiseitegelegt.",
  approvedBy: "Zustimmung: {actor}.",
  byPerson: "ein Mensch",
  byHomeostat: "Homeostat",
  repairNotMade: "Die Reparatur unterbleibt: {reason}. Die Zeilen bleiben beiseitegelegt, bis die Daten heil sind.",
  nobodyAnswered: "niemand hat innerhalb von {hours} Stunden geantwortet",
  rejectedBy: "Abgelehnt ({actor}): {reason}.",
  stopped: "Von einem Menschen abgebrochen.",
  stoppedBecause: "Von einem Menschen abgebrochen: {reason}.",
  liftedBy: "Aufgehoben ({actor}): Die Daten stimmen ({reason}).",
  notWanted: "nicht gewünscht",
  knownBetter: "inzwischen ist mehr bekannt; eine neuere Reparatur tritt an ihre Stelle",
  repairFailed: "die Reparatur ist gescheitert",
  didNotGetOn: "die Reparatur kam nicht voran",
  wasStopped: "abgebrochen",
  resumed: "Wieder aufgenommen.",
  interrupted: "{times}-mal unterbrochen im Schritt „{state}“; jemand sollte nachsehen.",

  convert: "{column}: {which}{less} wird {how}",
  everyValue: "jeder Wert",
  fitting: "jeder Wert, der so besser passt,",
  lessOffset: " minus {offset}",
  dividedBy: "durch {factor} geteilt",
  multipliedBy: "mit {factor} multipliziert",
  readMissing: "{column}: {value} gilt als fehlend",
  changePlaces: "{one} und {other} tauschen die Plätze",
  renameBack: "{column}: {names}",
  readAs: "„{now}“ gilt als „{before}“",

  otherTried: "{live} bleibt. Eine andere Version wurde probiert: {reason}.",
  liveTried: "Die eingesetzte Version bleibt. Eine andere wurde probiert: {reason}.",
  wasRefused: "{live} bleibt. {challenger} wurde abgelehnt: {reason}.",
  refusedByGate: "von der Prüfung abgelehnt",
  betterWaits: "{challenger} ist besser als {live} und wartet auf Zustimmung.",
  passedGate: "{challenger} hat die Prüfung bestanden.",
  wentLiveMeanwhile: "inzwischen kam {live} in den Einsatz",
  noVersion: "keine Version",
  judgedWrongly:
    "Inzwischen kam {live} in den Einsatz; {challenger} wurde also mit der falschen Version verglichen und wird beiseitegelegt.",
  betterBeyondNoise: "mehr als zufällig besser als {live} (Vorfall {incident})",
  decidesWhetherStays: "{challenger} ist im Einsatz; die ersten Zeilen mit Ergebnis entscheiden, ob sie bleibt.",
  wasRolledBack: "Jemand ging zur Version davor zurück.",
  followedNoWorse:
    "{live} folgte. Bis dahin war {challenger} nicht schlechter als {champion}; ob der Anlass des Vorfalls beseitigt war, stand noch nicht fest.",
  followedBefore: "{live} folgte, ehe {challenger} geprüft werden konnte.",
  liveAgain: "{live} ist wieder im Einsatz; {challenger} ist abgelehnt.",
  answersAlone: "{live} antwortet wieder allein; {challenger} ist abgelehnt.",

  isShadow: "Sie ist jetzt im Schatten.",
  isCanary: "Sie ist jetzt im Probeeinsatz ({share} % der Anfragen).",
  goesLive: "Sie geht in den Einsatz.",
  putLiveMeanwhile: "{challenger} wurde inzwischen eingesetzt.",
  triedAgainstOther:
    "Inzwischen kam {live} in den Einsatz; {challenger} wurde neben einer anderen Version probiert und wird beiseitegelegt.",
  wasRejected: "{challenger} wurde abgelehnt; das Protokoll sagt, warum.",
  cannotServe: "{challenger} kann nicht antworten: {reason}",
  lossOnTraffic:
    "Bei {rows} Zeilen mit Ergebnis ist der mittlere Verlust von {trial} um {how} als der von {live} (der Gewinn liegt zwischen {low} und {high}).",
  lossHigher: "{size} höher",
  lossLower: "{size} niedriger",

  nothingToCompare: "Es ist keine Version mehr im Einsatz; es gibt nichts zu vergleichen.",
  nothingToCorrect: "Es ist keine Version mehr im Einsatz; es gibt nichts zu berichtigen.",
  tooFewNew: "Zu wenige Zeilen mit Ergebnis sind neu für die eingesetzte Version, um eine andere daran zu messen.",
  notClearlyBetter:
    "Eine Version, die ohne die neuesten {rows} Zeilen mit Ergebnis trainiert wurde, beantwortet diese nicht klar besser (Rezept {recipe}, t = {t}).",
  asTrained: "wie trainiert",
  calmer: "ruhiger",
  comesBack:
    "Die Welt sieht aus wie damals, als {recalled} entstand: Diese ist bei den neuesten {rows} Zeilen mit Ergebnis klar besser (t = {t}) und kommt als {challenger} zurück.",
  clearlyBetter:
    "Ohne die neuesten {rows} Zeilen mit Ergebnis trainiert, beantwortet eine neue Version diese klar besser (t = {t}), Rezept {recipe}; trainiert {on} ist sie {challenger}.",
  everything: "mit allen Zeilen",
  weightedByLikeness: "mit allen Zeilen, wobei mehr zählt, was den neuesten gleicht,",
  weightedByAge: "mit allen Zeilen, wobei neuere mehr zählen (Halbwertszeit {share}),",
  newestAlone: "nur mit den neuesten {rows} Zeilen, weil ältere eine vergangene Welt lehren,",
  planWeighted:
    "Die Trainingszeilen werden so gewichtet, dass sie denen gleichen, die jetzt kommen; damit wird eine andere Version trainiert.",
  planTest:
    "Eine andere Version wird mit allem trainiert, nur nicht mit den neuesten Zeilen mit Ergebnis; an diesen wird sie dann gemessen.",
  fewSinceShares: "Seit sich die Anteile der Klassen geändert haben, kamen weniger als {needed} Zeilen mit Ergebnis.",
  priorsNeedTraining: "Bei dieser Art von Modell lassen sich die erwarteten Anteile ohne Training nicht berichtigen.",
  correctedForShares: "Auf die neuen Anteile der Klassen berichtigt, gemessen an {rows} Zeilen (t = {t}): {result}.",
  notClearly: "nicht klar besser",
  betterNow: "besser; es ist {challenger}",
  planReweight: "Die erwarteten Anteile der Klassen werden berichtigt; trainiert wird nichts.",
  fewLiveRows: "Nur {rows} neue Zeilen sagen, wie die Welt jetzt aussieht.",
  hardlyOverlap:
    "Die neuen Zeilen haben mit den trainierten kaum etwas gemein (so viel wert wie {worth} von {rows}): Ohne Ergebnisse lässt sich über sie nichts lernen.",
  fewJudges: "Nur {rows} Trainingszeilen könnten für die neuen urteilen.",
  fittedWithWeights:
    "Mit Gewichten trainiert (so viel wert wie {worth} von {rows} Zeilen) und gemessen an {judged} Zeilen, die den neuen gleichen (t = {t}): {result}.",
  holdsForInputs: "Das gilt, wo sich nur die Eingaben verschoben haben.",

  planRollback: "Zuerst geht es zur Version davor zurück; untersucht wird danach.",
  planFallback: "Anfragen beantwortet, was noch geht, gekennzeichnet als Ersatzlösung.",
  triedAgain: "Die eingesetzte Version wird bei jeder Runde wieder versucht.",
  answersAgain: "Die eingesetzte Version antwortet wieder.",

  clearlyWorse: "{challenger} ist bei {rows} neuen Zeilen mit Ergebnis klar schlechter als {champion} (t = {t}).",
  causeRemains:
    "Der Anlass des Vorfalls besteht weiter, und {challenger} ist bei {rows} neuen Zeilen mit Ergebnis nicht klar besser als {champion} (t = {t}).",
  noWorseYet:
    "{challenger} ist bei {rows} neuen Zeilen mit Ergebnis nicht schlechter als {champion} (t = {t}); die nächsten Fenster sagen, ob der Anlass des Vorfalls beseitigt ist.",
  staysLive:
    "{challenger} bleibt im Einsatz: Bei {rows} neuen Zeilen mit Ergebnis ist sie {how} als {champion} (t = {t}).",
  isClearlyBetter: "klar besser",
  isNoWorse: "nicht schlechter",
  causeGone: "Der Anlass des Vorfalls ist beseitigt.",
  causeStays: "Der Anlass des Vorfalls besteht trotzdem: besser, aber noch nicht richtig. Jemand sollte nachsehen.",
  causeUnknown: "Ob der Anlass des Vorfalls beseitigt ist, lässt sich nicht feststellen.",
};
