import type { Texts } from "../index.ts";

const named = (names: readonly string[]) =>
  names.length <= 3 ? names.join(", ") : `${names.slice(0, 3).join(", ")} und ${names.length - 3} weitere`;

export const overview: Texts["overview"] = {
  beliefs: {
    by: {
      none: (model) => `${model} kann man weiter glauben.`,
      more_data: (model) => `${model} kann man weiter glauben, und es gibt mehr zu lernen.`,
      benign_drift: (model) => `${model} kann man weiter glauben, obwohl seine Daten sich verschoben haben.`,
      outliers: (model) => `${model} kann man glauben, außer bei einigen ungewöhnlichen Zeilen.`,
      prior_shift: (model) => `${model} erwartet andere Anteile, als jetzt kommen.`,
      harmful_drift: (model) => `${model} liegt vielleicht nicht mehr richtig: Wichtige Daten haben sich verschoben.`,
      concept_drift: (model) => `${model} liegt seltener richtig als versprochen: Die Welt hat sich geändert.`,
      data_break: (model) => `${model} bekommt kaputte Daten: Verlassen Sie sich jetzt nicht auf seine Antworten.`,
      service_fault: (model) => `${model} kann man weiter glauben, aber Antworten scheitern oder kommen spät.`,
      host_pressure: (model) => `${model} kann man weiter glauben, aber der Rechner hat zu wenig Platz.`,
      blind: (model) => `Niemand weiß, ob ${model} noch richtig liegt: Es erfährt nicht, was wirklich geschah.`,
    },
    notLive: (model: string) => `${model} ist nicht im Einsatz und antwortet niemandem.`,
    tooNew: (model: string) => `${model} hat noch zu wenig geantwortet, um beurteilt zu werden.`,
  },
  did: {
    decided: {
      keep: "Homeostat lässt das Modell, wie es ist.",
      watch: "Homeostat behält das Modell und beobachtet weiter.",
      quarantine: "Homeostat hat die kaputten Zeilen beiseitegelegt.",
      retrain: "Homeostat erprobt eine andere Version.",
      reweight: "Homeostat erprobt eine Anpassung an die neuen Anteile.",
      promote: "Homeostat hat eine bessere Version eingesetzt.",
      rollback: "Homeostat ist zur vorigen Version zurückgegangen.",
      hold: "Homeostat konnte nicht tun, worum gebeten wurde; der Vorfall sagt warum.",
      defer: "Homeostat verschiebt das Training, bis der Rechner frei ist.",
      fallback: "Homeostat antwortet vorerst mit einer früheren oder einfacheren Version.",
    },
    nothing: "Homeostat beobachtet es und sagt es hier, sobald es etwas zu sagen gibt.",
    notLive: "Setzen Sie unter Modelle eine Version ein.",
    setAside: "Homeostat hat die kaputten Zeilen beiseitegelegt und wartet, bis die Daten wieder heil sind.",
    comparing: "Homeostat trainiert eine andere Version und vergleicht die beiden.",
    trying: (version: string) => `Homeostat erprobt ${version} neben der eingesetzten Version.`,
    verifying: (version: string) => `Homeostat hat ${version} eingesetzt und prüft es an neuen Ergebnissen.`,
    replaced: (version: string) => `Homeostat hat ${version} eingesetzt, und neue Ergebnisse bestätigen es.`,
    kept: (version: string) =>
      `Homeostat hat eine andere Version erprobt; sie war nicht klar besser, darum bleibt ${version}.`,
    repairWaits:
      "Homeostat hat die kaputten Zeilen beiseitegelegt und schlägt eine Reparatur vor, die auf Ihre Entscheidung wartet.",
    decisionWaits: "Homeostat hat eine Reparatur vorbereitet, die auf Ihre Entscheidung wartet.",
    challengerWaits: (version: string) =>
      `Homeostat hat ${version} trainiert; es ist besser und wartet auf Ihre Entscheidung.`,
  },
  headlines: {
    ok: (_, all) => `Allen ${all} Modellen kann man weiter glauben.`,
    watch: (names) => `Allen Modellen kann man weiter glauben; behalten Sie ${named(names)} im Auge.`,
    act: (names, all) => `${names.length} von ${all} Modellen brauchen Sie: ${named(names)}.`,
    unknown: (names) => `Niemand kann bisher sagen, ob man ${named(names)} glauben kann.`,
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
  emptyOneClick: "Ein erstes Modell mit einem Klick",
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
