import type { Texts } from "../index.ts";

export const drift: Texts["drift"] = {
  title: "Drift",
  lead: "Sehen die Daten noch so aus wie die, aus denen es gelernt hat?",
  check: "Jetzt prüfen",
  verdict: {
    data_break: "Die Daten scheinen kaputt zu sein.",
    drift: "Die Daten haben sich verschoben.",
    weighty_drift: "Wenige Spalten haben sich verschoben, aber auf sie stützt sich das Modell.",
    some_drift: "Einige Spalten haben sich verschoben, zu wenige für eine Drift des Ganzen.",
    no_drift: "Die Daten sehen aus wie im Training.",
    too_few_rows: "Für ein Urteil sind es noch zu wenige Zeilen.",
  },
  share: (drifted: number, all: number) => `${drifted} von ${all} Spalten verschoben`,
  threshold: (share: string) => `als Drift des Ganzen zählt mehr als ${share}`,
  weighted: (share: string) => `${share}, gewichtet nach dem, worauf das Modell achtet`,
  compared: (current: string, reference: string) =>
    `${current} Zeilen aus dem Einsatz gegen ${reference} Trainingszeilen`,
  exact: "verglichen mit den Trainingszeilen selbst",
  sketch: "verglichen mit der aufbewahrten Statistik der Trainingszeilen",
  history: "Spalte für Spalte, Prüfung für Prüfung",
  historyHint:
    "Je kräftiger die Farbe, desto weiter hat sich eine Spalte vom Training entfernt (PSI); blass ist im Bereich des Zufalls.",
  historyLabel:
    "Farbkarte: Population Stability Index jeder Spalte in jeder Prüfung. Die Tabelle darunter enthält die neuesten Zahlen.",
  features: "Die Spalten jetzt",
  column: "Spalte",
  what: "Was sich geändert hat",
  effect: "PSI",
  missing: "Fehlend",
  severity: { none: "ruhig", warn: "verschoben", alert: "weit weg" },
  details: {
    effectShare: "Anteil an der Wirkung auf das Modell",
    js: "Jensen-Shannon",
    wasserstein_std: "Wasserstein, in Standardabweichungen",
    ks: "Kolmogorow-Smirnow",
    hellinger: "Hellinger",
    kl: "Kullback-Leibler",
    p: "p-Wert",
    q: "q-Wert",
    null: "Zufall beurteilt nach",
  },
  show: (name: string) => `Zahlen zu ${name}`,
  quality: "Qualität der Daten",
  qualityNone: "Nichts gefunden.",
  qualityKinds: {
    unit_change: "Andere Einheit",
    sentinel: "Code für „fehlend“",
    missing: "Fehlende Werte",
    type: "Andere Art",
    out_of_range: "Außerhalb des Bereichs",
    new_category: "Neue Kategorie",
    vanished_category: "Kategorie verschwunden",
    constant: "Nur noch ein Wert",
    stopped: "Es kommt nichts mehr",
    swapped: "Vertauschte Spalten",
    duplicate: "Wiederholte Zeilen",
    skew: "Uhr oder Reihenfolge falsch",
  },
  repairs: "Wirksame Reparaturen",
  repairsHint:
    "Kaputte Werte werden berichtigt, bevor das Modell sie sieht. Ist die Reparatur beendet, gelten die Zeilen wieder, wie sie kommen.",
  repairSince: (moment: string) => `seit ${moment}`,
  repairEnd: "Beenden",
  repairEndNamed: (what: string) => `Diese Reparatur beenden: ${what}`,
  expectations: {
    title: "Wie die Zeilen aussehen sollten",
    none: "Diese Version wurde ohne Regeln eingetragen. Das nächste Training schlägt welche vor.",
    lead: (failed: number, all: number, rows: string) =>
      rows === "0"
        ? `${all} Regeln, aus den Trainingszeilen gelesen. Sie werden beurteilt, sobald Zeilen kommen.`
        : `${all} Regeln, aus den Trainingszeilen gelesen; ${failed === 0 ? "alle gelten" : `${failed} ${failed === 1 ? "gilt" : "gelten"} nicht`} auf den neuesten ${rows} Zeilen.`,
    state: { broken: "Gilt nicht", kept: "Gilt", open: "Nicht beurteilt", declined: "Abgelehnt" },
    rows: (allowed: string, ids: readonly string[]) => `Der Zufall erklärt ${allowed}. Die ersten: ${ids.join(", ")}.`,
    accepted: "angenommen",
    accept: "Annehmen",
    acceptRule: (words: string) => `Annehmen: ${words}`,
    decline: "Ablehnen",
    declineRule: (words: string) => `Ablehnen oder wieder annehmen: ${words}`,
    restore: "Wieder annehmen",
  },
  spans: {
    title: "Der letzte Tag neben der letzten Woche und dem letzten Monat",
    span: "Bis jetzt",
    names: { 24: "24 Stunden", 168: "7 Tage", 720: "30 Tage" },
    windows: "Prüfungen mit Drift",
    of: (some: number, all: number) => `${some} von ${all}`,
    share: "Verschobene Spalten, Mittel",
    outcomes: "Bekannte Ergebnisse",
    began: (of: string, at: string, earliest: string, latest: string) =>
      earliest === latest
        ? `${of}: geändert etwa ${at}.`
        : `${of}: geändert etwa ${at}; mit 95 % Sicherheit zwischen ${earliest} und ${latest}.`,
    errors: "Die Fehler",
  },
  performance: "Stimmt es noch?",
  promised: "Beim Training versprochen",
  realised: "Im Einsatz eingetroffen",
  estimated: "Geschätzt, ohne Ergebnisse",
  estimatedFrom: (n: string, before: string) =>
    `Die Schätzung gilt etwa ${n} Antworten aus dem Einsatz, gegen ${before} auf allen unbekannten Zeilen beim Training; sie trägt, soweit sich nur die Eingaben geändert haben.`,
  notEstimated: (reason: string) => `Es lässt sich nicht schätzen: ${reason}`,
  cost: (unit: string) => (unit ? `Kosten einer Antwort, ${unit}` : "Kosten einer Antwort"),
  costHint: "Nach den Kosten in den Einstellungen; weniger ist besser.",
  overTime: (metric: string) => `${metric}, Prüfung für Prüfung`,
  overTimeHint:
    "Die Bänder sind 95-%-Bereiche. Ohne Ergebnisse gibt es nur die Schätzung; wo sie endet, kann man es nicht wissen.",
  overTimeLabel: "Eingetroffene und geschätzte Güte in jeder Prüfung. Die Tabelle darunter enthält dieselben Zahlen.",
  asTable: "Dasselbe als Tabelle",
  when: "Prüfung",
  interval: "95-%-Bereich",
  segments: "Wo es schlechter wurde",
  segmentsHint: (metric: string) =>
    `${metric} je Gruppe, Einsatz neben Training; „schlechter“ heißt: mehr als Zufall unter allen betrachteten Gruppen.`,
  segment: "Gruppe",
  rows: "Zeilen",
  worse: "schlechter",
  off: "daneben",
  labelled: (n: string) => `${n} Zeilen aus dem Einsatz mit bekanntem Ergebnis`,
  noOutcomes:
    "Es wurde kein Ergebnis eingetragen, darum lässt es sich nicht messen. Tragen Sie Ergebnisse ein, um es zu sehen.",
  answers: "Die Antworten selbst",
  outcomesDrift: "Die Ergebnisse",
  moved: "verschoben",
  steady: "ruhig",
  forming: (rows: string, since: string, moved: string) =>
    moved === ""
      ? `Die nächste Prüfung entsteht: ${rows} Zeilen seit ${since}; noch hat sich keine Spalte verschoben.`
      : `Die nächste Prüfung entsteht: ${rows} Zeilen seit ${since}; verschoben bisher: ${moved}.`,
  reports: "Berichte",
  reportsNone:
    "Noch ist keiner aufbewahrt. Einer entsteht, wenn ein Vorfall beginnt, und nach dem Zeitplan in den Einstellungen.",
  occasions: { schedule: "nach Zeitplan", incident: "zu einem Vorfall" },
  open: "Öffnen",
  openReport: (at: string) => `Den Bericht von ${at} öffnen`,
  none: "Noch wurde nicht geprüft",
  noneText: "Geprüft wird von selbst, sobald es genug Vorhersagen gibt. Sie können es auch jetzt verlangen.",
};
