/** Die Begriffe des Fachs, jeder mit einem Namen für die Seite und einem Satz, der ihn erklärt. */
import type { Texts } from "../index.ts";

type Vocabulary =
  | "status"
  | "tasks"
  | "stages"
  | "learners"
  | "metrics"
  | "diagnoses"
  | "decisions"
  | "states"
  | "triggers"
  | "flags"
  | "modes"
  | "rollouts"
  | "columnTypes"
  | "splits";

export const vocabulary: Pick<Texts, Vocabulary> = {
  status: { ok: "In Ordnung", watch: "Beobachten", act: "Handeln", unknown: "Unbekannt" },
  tasks: {
    binary: { name: "Ja oder nein", explain: "Eine von zwei Antworten." },
    multiclass: { name: "Eine von mehreren", explain: "Eine von drei oder mehr Antworten." },
    regression: { name: "Eine Zahl", explain: "Eine Menge, etwa ein Preis oder eine Anzahl." },
  },
  stages: {
    candidate: { name: "Kandidat", explain: "Trainiert und geprüft, nicht im Einsatz." },
    shadow: { name: "Schatten", explain: "Rechnet bei echten Anfragen mit und antwortet niemandem." },
    canary: { name: "Probeeinsatz", explain: "Beantwortet einen kleinen Teil der echten Anfragen." },
    production: { name: "Im Einsatz", explain: "Beantwortet jede Anfrage." },
    archived: { name: "Archiviert", explain: "War früher im Einsatz." },
    rejected: { name: "Abgelehnt", explain: "Probiert und für schlechter befunden." },
    failed: { name: "Gescheitert", explain: "Konnte nicht verwendet werden." },
  },
  learners: {
    baseline: {
      name: "Grundlinie",
      explain: "Immer die häufigste Antwort oder der Mittelwert. Jedes Modell muss sie schlagen.",
    },
    linear_regression: { name: "Lineare Regression", explain: "Eine gewichtete Summe der Spalten." },
    ridge: { name: "Ridge-Regression", explain: "Eine gewichtete Summe der Spalten, von Extremen zurückgehalten." },
    logistic_regression: {
      name: "Logistische Regression",
      explain: "Eine gewichtete Summe der Spalten, als Wahrscheinlichkeit.",
    },
    decision_tree: { name: "Entscheidungsbaum", explain: "Eine Folge von Ja-nein-Fragen." },
    random_forest: { name: "Zufallswald", explain: "Das Mittel vieler Bäume, jeder an anderen Zeilen gewachsen." },
    extra_trees: { name: "Extra-Trees", explain: "Ein Wald, dessen Fragen zum Teil ausgelost werden." },
    gradient_boosting: {
      name: "Gradient Boosting",
      explain: "Bäume hintereinander, jeder verbessert die vor ihm.",
    },
    ml_random_forest: { name: "Zufallswald (ml.js)", explain: "Der Wald einer Bibliothek, für kleine Tabellen." },
    blend: {
      name: "Mischung",
      explain: "Das gewichtete Mittel mehrerer Verfahren, wo das verlässlich besser ist.",
    },
  },
  metrics: {
    accuracy: { name: "Trefferquote", explain: "Anteil der richtig beantworteten Zeilen." },
    precision: { name: "Genauigkeit", explain: "Von den positiv genannten Zeilen der Anteil, der es war." },
    recall: { name: "Sensitivität", explain: "Von den positiven Zeilen der Anteil, der gefunden wurde." },
    f1: { name: "F1-Maß", explain: "Genauigkeit und Sensitivität in einer Zahl." },
    roc_auc: { name: "ROC-Fläche", explain: "Chance, dass eine positive Zeile höher liegt als eine negative." },
    pr_auc: {
      name: "Mittlere Genauigkeit",
      explain: "Genauigkeit über alle Schwellen; aussagekräftig, wo Positive selten sind.",
    },
    log_loss: {
      name: "Log-Verlust",
      explain: "Wie überrascht die Wahrscheinlichkeiten von der Wahrheit waren; weniger ist besser.",
    },
    brier: {
      name: "Brier-Wert",
      explain: "Mittlerer quadrierter Fehler der Wahrscheinlichkeiten; weniger ist besser.",
    },
    ece: {
      name: "Kalibrierungsfehler",
      explain: "Wie weit die Wahrscheinlichkeiten von dem weg sind, was geschieht; weniger ist besser.",
    },
    mcc: { name: "Matthews-Korrelation", explain: "Übereinstimmung mit der Wahrheit, gerecht zu seltenen Klassen." },
    mse: { name: "Mittlerer quadrierter Fehler", explain: "Weniger ist besser." },
    rmse: {
      name: "RMSE",
      explain: "Typischer Fehler in der Einheit des Ziels, große zählen mehr; weniger ist besser.",
    },
    mae: {
      name: "Mittlerer Fehler",
      explain: "Mittlerer Abstand zur Wahrheit, in der Einheit des Ziels; weniger ist besser.",
    },
    mape: {
      name: "Mittlerer Fehler, Anteil",
      explain: "Mittlerer Abstand als Anteil der Wahrheit; weniger ist besser.",
    },
    r2: { name: "R²", explain: "Anteil der Unterschiede, den das Modell erklärt." },
  },
  diagnoses: {
    none: { name: "Nichts gefunden", explain: "Die Daten sehen aus wie im Training." },
    data_break: {
      name: "Die Daten sind kaputt",
      explain: "Eine Quelle, eine Einheit oder ein Code hat sich geändert; daraus zu lernen würde schaden.",
    },
    outliers: {
      name: "Ungewöhnliche Zeilen",
      explain: "Einzelne Zeilen weit außerhalb dessen, was das Training kannte.",
    },
    benign_drift: {
      name: "Harmlose Drift",
      explain: "Die Daten haben sich verschoben, wo es für die Antworten kaum zählt.",
    },
    harmful_drift: {
      name: "Schädliche Drift",
      explain: "Die Daten haben sich verschoben, wo es für die Antworten zählt.",
    },
    prior_shift: {
      name: "Andere Anteile",
      explain: "Die Ergebnisse kommen in anderen Anteilen als im Training.",
    },
    concept_drift: {
      name: "Die Welt hat sich geändert",
      explain: "Dieselben Werte führen jetzt zu anderen Ergebnissen.",
    },
    more_data: { name: "Mehr Daten", explain: "Es gibt genug neue Zeilen, um daraus zu lernen." },
    service_fault: { name: "Störung des Dienstes", explain: "Antworten schlagen fehl oder kommen zu spät." },
    host_pressure: { name: "Rechner unter Druck", explain: "Speicher, Festplatte oder Prozessor sind knapp." },
    blind: {
      name: "Keine Ergebnisse",
      explain: "Niemand sagt, was wirklich geschah; darum lässt sich die Richtigkeit nicht messen.",
    },
  },
  decisions: {
    keep: "Modell behalten",
    watch: "Weiter beobachten",
    quarantine: "Zeilen beiseitelegen",
    retrain: "Herausforderer trainieren",
    reweight: "An die neuen Anteile anpassen",
    promote: "Herausforderer einsetzen",
    rollback: "Zurückgehen",
    hold: "Anhalten und fragen",
    defer: "Warten, bis der Rechner frei ist",
    fallback: "Mit einer Ersatzlösung antworten",
  },
  states: {
    open: "Begonnen",
    diagnosing: "Wird untersucht",
    acting: "Es wird gehandelt",
    gating: "Wird verglichen",
    shadow: "Im Schatten",
    canary: "Im Probeeinsatz",
    promoting: "Wird eingesetzt",
    verifying: "Reparatur wird geprüft",
    closed: "Geschlossen",
    rolled_back: "Zurückgegangen",
    held: "Angehalten",
  },
  triggers: {
    train: "von Hand trainiert",
    retrain: "neu trainiert",
    drift: "wegen Drift",
    performance: "weil es schlechter wurde",
    more_data: "weil es mehr Daten gab",
    expected_gain: "weil frühere Versuche sich gelohnt hatten",
    schedule: "nach Zeitplan",
    request: "auf Wunsch",
    threshold: "mit einer anderen Schwelle",
    import: "importiert",
  },
  flags: {
    imputed: "Ein fehlender Wert wurde ergänzt wie im Training.",
    outlier: "Ein Wert liegt außerhalb dessen, was das Training kannte; die Antwort ist mit Vorsicht zu nehmen.",
    degraded: "Eine Ersatzlösung antwortete: Das eingesetzte Modell konnte nicht.",
    unknown_category: "Eine Kategorie kam im Training nie vor.",
    extra_columns: "Spalten, die das Modell nicht kennt, wurden übergangen.",
    repaired: "Ein Wert war auf bekannte Weise kaputt und wurde berichtigt.",
  },
  modes: {
    automatic: { name: "Selbsttätig", explain: "Heilt sich selbst und sagt es Ihnen danach." },
    approve: { name: "Erst fragen", explain: "Bereitet die Reparatur vor; Sie drücken den Knopf." },
    observe: { name: "Nur beobachten", explain: "Sagt, was es sieht, und ändert nichts." },
  },
  rollouts: {
    instant: { name: "Sofort", explain: "Sie hat jede Prüfung bestanden; von da an antwortet sie allen." },
    blue_green: {
      name: "Blau-Grün",
      explain:
        "Erst wird sie bei jeder Zeile im Stillen mitgefragt; dann antwortet sie allen, und die alte Version steht bereit.",
    },
    shadow: {
      name: "Schatten",
      explain: "Sie wird im Stillen mitgefragt, so oft es geht, bevor sie jemandem antwortet.",
    },
    canary: { name: "Probeeinsatz", explain: "Sie antwortet erst wenigen, dann mehr, dann allen." },
    shadow_canary: { name: "Schatten, dann Probeeinsatz", explain: "Erst im Stillen, dann für wenige, dann für alle." },
  },
  columnTypes: {
    number: "Zahl",
    category: "Kategorie",
    boolean: "ja oder nein",
    datetime: "Datum",
    identifier: "Kennung",
    text: "Text",
  },
  splits: {
    stratified: "ausgelost, in denselben Anteilen",
    random: "ausgelost",
    time: "die neuesten Zeilen",
    group: "ganze Gruppen, ausgelost",
    file: "eine eigene Datei",
  },
};
