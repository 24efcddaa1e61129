import type { Texts } from "../index.ts";

/** Die Befehlspalette, die Tasten und das Zurücknehmen. */
export const palette: Texts["palette"] = {
  title: "Suche und Befehle",
  hint: "Jede Seite, jedes Modell und jede Handlung beim Namen.",
  placeholder: "Seite, Modell oder Befehl eingeben …",
  nothing: "Nichts dieses Namens.",
  open: "Suchen",
  groups: {
    act: "Handeln",
    pages: "Gehe zu",
    models: "Modelle",
    incidents: "Vorfälle",
    jobs: "Läuft gerade",
    looks: "Darstellung",
  },
  train: "Ein Modell trainieren",
  ask: "Nach einer Antwort fragen",
  outcomes: "Ergebnisse einlesen",
  check: "Daten jetzt prüfen",
  promote: (version: string) => `${version} einsetzen`,
  call: "Aus einem Programm aufrufen",
  verify: "Protokoll auf Unversehrtheit prüfen",
  print: "Diese Seite drucken",
  theme: (name: string) => `Farben: ${name}`,
  language: (name: string) => `Sprache: ${name}`,
  shortcuts: "Tastenkürzel",
  shortcutsHint: "Nebeneinander stehende Tasten werden nacheinander gedrückt.",
  everywhere: "Überall",
  next: "Nächster Eintrag der Liste",
  previous: "Voriger Eintrag der Liste",
  inLists: "In einer Liste wandern",
  toNotice: "Zu einem Hinweis",
  close: "Offenes schließen",
  letters: "Einzelne Buchstaben sind Tastenkürzel",
  lettersHint: "Abschalten, wo Buchstaben aus Versehen gedrückt werden, etwa beim Diktieren.",
};

export const undo: Texts["undo"] = {
  button: "Rückgängig",
  latest: "Letztes rückgängig machen",
  undone: "Rückgängig gemacht.",
  failed: "Das ließ sich nicht rückgängig machen",
};

/** Um jedes Diagramm. */
export const chart: Texts["chart"] = {
  tools: "Zahlen des Diagramms",
  keys: "Pfeiltasten führen von Punkt zu Punkt.",
  table: "Tabelle",
  png: "PNG",
  svg: "SVG",
  csv: "CSV",
  note: "Anmerkung",
  curve: "Kurve",
  from: (name: string) => `${name}, mindestens`,
  to: (name: string) => `${name}, höchstens`,
  keep: (form: string) => `Als ${form} speichern`,
};
