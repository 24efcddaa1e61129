/** Wörter des Rahmens um die Seiten, und was dort schiefgehen kann. */
import type { Texts } from "../index.ts";

export const common = {
  app: "Homeostat",
  nav: {
    label: "Seiten",
    overview: "Übersicht",
    train: "Trainieren",
    models: "Modelle",
    predict: "Vorhersagen",
    drift: "Drift",
    incidents: "Vorfälle",
    outcomes: "Ergebnisse",
    host: "Rechner",
    api: "API",
    settings: "Einstellungen",
    audit: "Protokoll",
    skip: "Zum Inhalt der Seite",
    menu: "Menü",
    model: "Modell",
    watch: "Beobachten",
    machine: "Gerät",
    waiting: (n: number) => (n === 1 ? "1 wartet auf Sie" : `${n} warten auf Sie`),
  },
  theme: { toDark: "Dunkel anzeigen", toLight: "Hell anzeigen" },
  problem: {
    title: "Das hat nicht geklappt",
    unauthorized:
      "Dieser Browser hat keinen Zugang. Öffnen Sie die Adresse, die `homeostat serve` ausgegeben hat: Sie enthält, was nötig ist.",
    unreachable:
      "Der Dienst von Homeostat antwortet nicht. Ihre Eingaben bleiben erhalten; die Seite versucht es von selbst wieder.",
    file: (name: string) =>
      `${name} kann nicht gelesen werden: Die Datei wurde nach der Auswahl geändert oder entfernt, oder es ist ein Ordner. Warten Sie, bis sie fertig geschrieben ist, und wählen Sie sie noch einmal aus.`,
    lost: "Der Dienst antwortet nicht. Neuer Versuch …",
  },
  jobs: {
    title: "Läuft gerade",
    cancel: "Abbrechen",
    cancelNamed: (title: string) => `${title} abbrechen`,
  },
  empty: {
    model: "Es gibt noch kein Modell",
    modelText: "Diese Seite füllt sich, sobald ein Modell trainiert ist.",
    trainOne: "Ein Modell trainieren",
  },
  choose: { model: "Modell" },
  copy: "Kopieren",
  copied: "Kopiert",
  cancel: "Abbrechen",
  apply: "Anwenden",
  refresh: "Aktualisieren",
  loading: "Wird geladen …",
  unknown: "unbekannt",
  none: "keine",
  no: "nein",
} satisfies Partial<Texts>;
