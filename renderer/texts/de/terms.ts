import type { Texts } from "../index.ts";

/** Begriffe, die kein anderer Text erklärt, jeder in einem Satz. */
export const terms: Texts["glossary"]["terms"] = {
  drift: { name: "Drift", explain: "Daten im Einsatz sehen anders aus als die, aus denen das Modell gelernt hat." },
  psi: {
    name: "PSI",
    explain:
      "Population Stability Index: wie weit sich eine Spalte vom Training entfernt hat; ab 0,1 verschoben, ab 0,25 weit.",
  },
  js: { name: "Jensen-Shannon", explain: "Wie verschieden zwei Verteilungen sind, von 0 (gleich) bis 1 (getrennt)." },
  wasserstein: {
    name: "Wasserstein-Abstand",
    explain: "Wie weit die Werte im Mittel gewandert sind, in Standardabweichungen des Trainings.",
  },
  ks: {
    name: "Kolmogorow-Smirnow",
    explain: "Die größte Lücke zwischen zwei Verteilungen, als Anteil der Zeilen.",
  },
  hellinger: { name: "Hellinger-Abstand", explain: "Wie wenig sich zwei Verteilungen überdecken, von 0 bis 1." },
  kl: {
    name: "Kullback-Leibler",
    explain: "Wie überraschend die Werte für den sind, der die des Trainings erwartet; 0 heißt gar nicht.",
  },
  pValue: { name: "p-Wert", explain: "Wie oft der Zufall allein so viel zeigen würde; klein heißt fast nie." },
  qValue: {
    name: "q-Wert",
    explain: "Ein p-Wert, der bedenkt, wie viele Spalten betrachtet wurden, damit wenige Alarme falsch sind.",
  },
  interval: {
    name: "95-%-Bereich",
    explain: "Darin liegt die wahre Zahl bei 95 von 100 solchen Messungen; breit heißt wenige Zeilen.",
  },
  holdout: {
    name: "Zurückgelegte Zeilen",
    explain: "Zeilen, aus denen das Modell nie gelernt hat: Nur sie sagen, wie gut es ist.",
  },
  validation: {
    name: "Vergleich bei der Auswahl",
    explain: "Verfahren treten innerhalb der Trainingszeilen an, jedes auf Zeilen, aus denen es nicht gelernt hat.",
  },
  leaderboard: { name: "Rangliste", explain: "Alle Verfahren, die probiert wurden, das beste oben." },
  champion: { name: "Amtierendes Modell", explain: "Die Version, die im Einsatz ist." },
  challenger: { name: "Herausforderer", explain: "Eine neue Version, die an ihre Stelle treten will." },
  gate: {
    name: "Prüfung",
    explain: "Was ein Herausforderer auf unbekannten Zeilen bestehen muss, bevor er eingesetzt wird.",
  },
  rollBack: { name: "Zurückgehen", explain: "Die Version, die vorher im Einsatz war, wieder antworten lassen." },
  outcome: {
    name: "Ergebnis",
    explain: "Was nach einer Vorhersage wirklich geschah; nur Ergebnisse zeigen, ob sie stimmte.",
  },
  feature: { name: "Merkmal", explain: "Eine Spalte, aus der das Modell lernt." },
  target: { name: "Zielspalte", explain: "Die Spalte, die das Modell vorhersagt." },
  leak: {
    name: "Verräterische Spalte",
    explain: "Eine Spalte, die die Antwort verrät und beim Fragen noch nicht bekannt wäre.",
  },
  sentinel: { name: "Platzhalter", explain: "Ein Wert wie -999, der für „fehlend“ steht." },
  imputed: { name: "Ergänzt", explain: "Ein fehlender Wert, an dessen Stelle wie im Training ein üblicher steht." },
  calibration: {
    name: "Kalibrierung",
    explain: "Ob von den Fällen, denen 30 % gegeben wurden, auch 30 von 100 eintreffen.",
  },
  roc: {
    name: "ROC-Kurve",
    explain: "Für jede Schwelle der Anteil der gefundenen gegen den der falschen Alarme; weiter oben links ist besser.",
  },
  precisionRecall: {
    name: "Genauigkeits-Sensitivitäts-Kurve",
    explain: "Für jede Schwelle, wie viele der gefundenen richtig waren; aussagekräftig, wo Fälle selten sind.",
  },
  threshold: { name: "Schwelle", explain: "Die Wahrscheinlichkeit, ab der die Antwort Ja lautet." },
  confusion: { name: "Wahrheitsmatrix", explain: "Wie oft welche Antwort kam, wo welche richtig war." },
  residual: { name: "Abweichung", explain: "Die Wahrheit minus die Vorhersage, Zeile für Zeile." },
  importance: { name: "Wichtigkeit", explain: "Wie viel von den Unterschieden der Antworten eine Spalte bewirkt." },
  segment: { name: "Gruppe", explain: "Zeilen, die einen Wert gemeinsam haben, etwa alle über 60 Jahre." },
  lineage: {
    name: "Herkunft",
    explain: "Woher eine Version kommt: ihre Daten, ihre Einstellungen und die Version davor.",
  },
  sha256: {
    name: "Prüfsumme (SHA-256)",
    explain: "Der Fingerabdruck einer Datei: Ändert sich ein Zeichen, ändert er sich auch.",
  },
  seed: {
    name: "Startwert des Zufalls",
    explain: "Die Zahl, mit der der Zufall beginnt; mit ihr lässt sich ein Training genau wiederholen.",
  },
  parity: {
    name: "Übereinstimmung",
    explain: "Der größte Unterschied zwischen den Antworten des exportierten und des trainierten Modells.",
  },
  onnx: { name: "ONNX", explain: "Ein offenes Dateiformat für Modelle, das viele Programme ausführen können." },
  window: {
    name: "Prüfungsfenster",
    explain: "Die Zeilen, die eine Prüfung betrachtet, etwa die eines halben Tages.",
  },
  estimated: {
    name: "Geschätzte Güte",
    explain: "Wie richtig die Antworten wohl sind, aus ihren Wahrscheinlichkeiten, bevor Ergebnisse bekannt sind.",
  },
  quantile: {
    name: "Langsamste 5 %",
    explain: "Die Zeit, in der 95 von 100 Anfragen beantwortet wurden (p95).",
  },
  lag: {
    name: "Verzögerung der Ereignisschleife",
    explain: "Wie lange Arbeit im Dienst auf ihre Reihe wartet; viel heißt, er ist beschäftigt.",
  },
  cron: {
    name: "Zeitplan (cron)",
    explain: "Fünf Felder, Minute, Stunde, Tag, Monat und Wochentag; 0 6 * * 1 ist montags um sechs.",
  },
  webhook: {
    name: "Webhook",
    explain: "Eine Netzadresse, an die eine Nachricht geht, damit ein anderes Programm sie liest.",
  },
  token: { name: "Token", explain: "Ein geheimes Wort, das ein Programm einlässt." },
  incident: { name: "Vorfall", explain: "Etwas war nicht, wie es sein soll, und alles, was dagegen getan wurde." },
  reference: {
    name: "Trainingszeilen",
    explain: "Womit heutige Daten verglichen werden: die Zeilen, aus denen das Modell gelernt hat.",
  },
  contribution: {
    name: "Beitrag",
    explain: "Wie weit ein Wert diese Antwort nach oben oder unten bewegt hat; alle zusammen ergeben die Antwort.",
  },
  whatIf: {
    name: "Was wäre, wenn",
    explain: "Dieselbe Frage mit einem geänderten Wert, um zu sehen, was das Modell daraus macht.",
  },
  budget: {
    name: "Zeitvorgabe",
    explain: "Die Zeit, die ein Training suchen darf, oder die Trainings, die an einem Tag erlaubt sind.",
  },
  cooldown: {
    name: "Ruhezeit",
    explain: "Die Pause nach einer Reparatur, damit eine Änderung beurteilt ist, bevor die nächste kommt.",
  },
  rollout: {
    name: "Einführung",
    explain: "Die Schritte, in denen eine neue Version übernimmt; von jedem führt ein Weg zurück.",
  },
  refit: {
    name: "Neu-Training zur Probe",
    explain: "Noch einmal auf den neuesten Zeilen trainieren, um zu sehen, ob eine solche Version besser ist.",
  },
  tValue: {
    name: "t",
    explain: "Wievielmal größer ein Unterschied ist, als der Zufall allein ihn zeigt; 1,64 ist ziemlich sicher.",
  },
  quarantine: {
    name: "Zeilen beiseitelegen",
    explain: "Kaputte Zeilen bleiben erhalten, aber nichts wird aus ihnen gelernt.",
  },
  repair: {
    name: "Reparatur",
    explain: "Eine Änderung, die etwas wieder richtig macht: an den Daten oder an der Version im Einsatz.",
  },
  expectation: {
    name: "Regel für Zeilen",
    explain: "Was für jede Trainingszeile galt, damit eine auffällt, die dagegen verstößt.",
  },
  protected: {
    name: "Geschützte Gruppe",
    explain: "Menschen, für die keine neue Version schlechter sein darf als die im Einsatz.",
  },
  retention: {
    name: "Archiv",
    explain: "Vorhersagen alter Monate, in Dateien aufbewahrt; keine Prüfung sieht sie mehr an.",
  },
  percentile: {
    name: "Perzentil",
    explain: "Die Zeit, in der so viele von 100 Antworten kamen: p50 die Hälfte, p95 95, p99 99.",
  },
  queue: { name: "Warteschlange", explain: "Anfragen, die gekommen sind und auf ihre Reihe warten." },
  load: {
    name: "Last",
    explain: "Wie viele Programme den Prozessor zugleich wollten; mehr, als er Kerne hat, müssen warten.",
  },
  gc: {
    name: "Speicherbereinigung",
    explain: "Nicht mehr gebrauchter Speicher wird geräumt; Antworten warten so lange.",
  },
  fallback: {
    name: "Ersatz",
    explain: "Eine frühere oder einfachere Version, die antwortet, solange die im Einsatz es nicht kann.",
  },
  predictionId: {
    name: "Kennung der Vorhersage",
    explain: "Der Name einer Antwort, unter dem ihr Ergebnis sie später findet.",
  },
  idempotency: {
    name: "Idempotency-Key",
    explain: "Ein Wort, das mit einer Anfrage mitgeht; mit demselben Wort noch einmal gesendet, zählt sie nur einmal.",
  },
  json: { name: "JSON", explain: "Eine Art, Daten als Text zu schreiben, die jede Programmiersprache liest." },
  auditTrail: {
    name: "Protokoll",
    explain: "Jede Änderung, wer sie gemacht hat und wann; nichts darin wird je entfernt.",
  },
  hashChain: {
    name: "Kette von Prüfsummen",
    explain: "Jeder Eintrag trägt den Fingerabdruck des vorigen, damit keiner unbemerkt geändert werden kann.",
  },
  modelCard: {
    name: "Modellkarte",
    explain: "Eine Seite, die sagt, wofür ein Modell da ist, wie gut es ist und wo es versagt.",
  },
  encoding: {
    name: "Kodierung",
    explain: "Wie die Buchstaben einer Datei gespeichert sind; eine falsche zeigt sich als seltsame Zeichen.",
  },
  delimiter: {
    name: "Zeichen zwischen Zellen",
    explain: "Was zwei Zellen einer Zeile trennt, etwa ein Komma oder Semikolon.",
  },
  identifier: {
    name: "Kennung",
    explain: "Eine Spalte, die einzelne Zeilen benennt, etwa eine Patientennummer; aus ihr lässt sich nichts lernen.",
  },
  positive: {
    name: "Gesuchte Antwort",
    explain: "Die von zwei Antworten, um die es geht, etwa krank; von ihr heißt es gefunden und übersehen.",
  },
  falseAlarm: { name: "Falscher Alarm", explain: "Das Modell sagte Ja, und es war Nein (falsch positiv)." },
  miss: { name: "Übersehen", explain: "Das Modell sagte Nein, und es war Ja (falsch negativ)." },
  sensitivity: { name: "Sensitivität", explain: "Von denen, die es sind, der Anteil, der gefunden wird (Recall)." },
  specificity: { name: "Spezifität", explain: "Von denen, die es nicht sind, der Anteil, der durchgelassen wird." },
};
