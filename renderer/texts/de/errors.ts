/** Der Fehlerkatalog, nach Code; `{name}` steht für das, was die Meldung des Dienstes dort nennt. */
import type { ErrorCode } from "../../../core/contract/errors.ts";

export const errors: Record<ErrorCode, string> = {
  FILE_NOT_FOUND: "Es gibt keine Datei {file}. Prüfen Sie den Pfad.",
  FILE_IS_DIRECTORY: "{file} ist ein Ordner. Nennen Sie eine Datei darin.",
  FILE_UNREADABLE: "{file} lässt sich nicht lesen: {reason}. Prüfen Sie die Zugriffsrechte.",
  FILE_EMPTY: "{file} ist leer. Exportieren Sie die Tabelle noch einmal mit ihren Zeilen.",
  FILE_NO_ROWS:
    "{file} enthält Spaltennamen und keine Zeilen. Exportieren Sie die Tabelle noch einmal mit ihren Zeilen.",
  FILE_NOT_A_TABLE: "{file} ist keine lesbare Tabelle: {reason}. Speichern Sie sie als CSV, UTF-8.",
  FILE_TOO_WIDE_CELL:
    "Zeile {line}, Spalte {column} von {file} enthält mehr als {limit} Zeichen. Kürzen oder löschen Sie die Zelle.",
  FILE_CHANGED:
    "{file} änderte sich beim Lesen. Warten Sie, bis die Datei fertig geschrieben ist, und versuchen Sie es dann wieder.",
  FILE_PROTECTED: "{file} ist durch ein Passwort geschützt. Speichern Sie eine Kopie ohne Passwort.",
  SHEET_NOT_FOUND: "In {file} gibt es kein Blatt {sheet}. Es enthält: {sheets}.",
  TOO_FEW_ROWS:
    "{rows} brauchbare Zeilen sind zu wenige zum Trainieren; mindestens {needed} sind nötig. Fügen Sie Zeilen hinzu.",
  COLUMN_NOT_FOUND: "Es gibt keine Spalte {column}. Die Tabelle hat: {columns}.",
  TARGET_REQUIRED: "Welche Spalte soll vorhergesagt werden? Wahrscheinlich eine von: {candidates}.",
  TARGET_CONSTANT:
    "{target} hat in jeder Zeile denselben Wert; daran ist nichts zu lernen. Wählen Sie ein anderes Ziel, oder fügen Sie Zeilen hinzu.",
  TARGET_MISSING: "{target} hat in keiner Zeile einen Wert. Wählen Sie ein anderes Ziel.",
  TARGET_UNSUITABLE: "{target} passt nicht zur Aufgabe {task}: {reason}.",
  NO_FEATURES: "Es bleibt keine Spalte, aus der gelernt werden kann: {reason}. Behalten Sie eine.",
  NO_LEARNER: "Kein Verfahren ließ sich trainieren: {reason}.",
  PARITY_FAILED:
    "Das exportierte Modell weicht um {error} vom trainierten ab (erlaubt: {limit}) und wurde nicht eingetragen. Bitte melden Sie das mit der Form der Daten.",
  TABLE_TOO_LARGE:
    "Das Training braucht {needed} GB Speicher und kann {limit} GB haben. Lassen Sie Spalten oder Zeilen weg.",
  CANCELLED: "Abgebrochen; nichts wurde geändert.",
  JOB_FAILED:
    "Die Aufgabe {job} brach unerwartet ab: {reason}. Versuchen Sie es wieder; die Untersuchung unter „Rechner“ zeigt, was dem Rechner fehlt.",
  JOB_NOT_FOUND: "Es gibt keine Aufgabe {job}.",
  MODEL_NOT_FOUND: "Es gibt kein Modell {model}. Unter „Modelle“ stehen alle.",
  VERSION_NOT_FOUND: "{model} hat keine Version {version}. Unter „Modelle“ stehen alle.",
  MODEL_REQUIRED: "Es gibt mehrere Modelle; nennen Sie eines von: {models}.",
  NO_MODEL: "Noch ist kein Modell im Einsatz. Trainieren Sie eines, oder setzen Sie eine Version ein.",
  MODEL_UNAVAILABLE:
    "Keine Version von {model} lässt sich öffnen; es wird alle paar Sekunden wieder versucht. Die Untersuchung unter „Rechner“ sagt, was beschädigt ist: Stellen Sie es aus einer Sicherung wieder her, oder gehen Sie zurück.",
  NOT_LIVE: "{model}@{version} ist nicht im Einsatz, sondern {live}. Fragen Sie nach dieser, oder nach keiner.",
  NO_PRODUCTION: "Von {model} ist keine Version im Einsatz. Setzen Sie zuerst eine ein.",
  NOTHING_TO_ROLL_BACK: "{model} hat keine frühere Version, zu der man zurückgehen könnte.",
  NOT_PROMOTABLE: "{model}@{version} hat den Stand {stage} und kann nicht eingesetzt werden.",
  REASON_REQUIRED: "Trotz der Prüfung einzusetzen braucht eine Begründung.",
  ARTIFACT_CORRUPT:
    "{artifact} von {model}@{version} passt nicht zur aufgezeichneten Prüfsumme (sha256). Stellen Sie die Datei aus einer Sicherung wieder her, oder gehen Sie zurück.",
  INCIDENT_NOT_FOUND: "Es gibt keinen Vorfall {incident}. Unter „Vorfälle“ stehen alle.",
  REPORT_NOT_FOUND: "Es gibt keinen Bericht {report}. Unter „Drift“ stehen alle.",
  INCIDENT_NOT_WAITING: "Der Vorfall {incident} hat den Stand {state} und wartet auf keine Zustimmung.",
  DATASET_GONE:
    "Die Trainingsdaten von {model}@{version} sind nicht mehr gespeichert. Trainieren Sie neu aus einer Datei.",
  DATABASE_LOCKED:
    "Der Datenordner wird von einem anderen Homeostat benutzt. Beenden Sie es, oder wählen Sie mit --data-dir einen anderen Ordner.",
  DATABASE_NEWER:
    "Den Datenordner hat ein neueres Homeostat geschrieben (Schema {found}, dieses kennt {known}). Aktualisieren Sie Homeostat.",
  DATABASE_CORRUPT: "Die Datenbank im Datenordner ist beschädigt: {reason}. Stellen Sie eine Sicherung wieder her.",
  DISK_FULL: "Die Festplatte ist voll. Schaffen Sie Platz und versuchen Sie es wieder; nichts ging verloren.",
  DISK_FAILED:
    "Die Festplatte meldet einen Fehler ({reason}). Sehen Sie nach, was das System dazu sagt; Homeostat versucht es von selbst wieder.",
  NOT_WRITABLE: "{file} lässt sich nicht schreiben: {reason}. Wählen Sie einen anderen Ort.",
  PORT_IN_USE: "Port {port} ist belegt. Wählen Sie mit --port einen anderen, oder 0 für irgendeinen freien.",
  NOT_JSON: "Der Inhalt ist kein JSON: {reason}.",
  WRONG_SHAPE: "Die Anfrage hat nicht die erwartete Form: {reason}.",
  NOT_FOUND: "Unter dieser Adresse gibt es nichts. /docs nennt alle Wege.",
  METHOD_NOT_ALLOWED: "Diese Adresse nimmt {method} nicht an.",
  TOO_SLOW: "Die Anfrage kam zu langsam an. Senden Sie sie noch einmal, in einem Zug.",
  CONFLICT: "Derselbe Idempotency-Key kam mit anderem Inhalt. Nehmen Sie einen neuen.",
  TOO_LARGE: "Die Anfrage ist größer als {limit}. Senden Sie weniger Zeilen auf einmal.",
  UNSUPPORTED_TYPE: "Senden Sie application/json in UTF-8, nicht gepackt; /invocations nimmt auch text/csv.",
  MISSING_COLUMN: "{field} fehlt. Dieses Modell braucht: {needed}. Lassen Sie leer, was nicht bekannt ist.",
  WRONG_TYPE: "{field} ist {found}; dieses Modell erwartet {expected}.",
  OUT_OF_RANGE:
    "{field} ist {value}; dieses Modell nimmt {low} bis {high} an. Prüfen Sie die Einheit, oder berichtigen Sie den Wert.",
  OVERLOADED: "Zu viele Anfragen warten. Versuchen Sie es in {seconds} s wieder.",
  SHUTTING_DOWN: "Homeostat wird gerade beendet. Versuchen Sie es gleich wieder.",
  UNAUTHORIZED: "Ein Token ist nötig: Senden Sie Authorization: Bearer <token>.",
  FORBIDDEN_HOST: "Dieser Host oder diese Herkunft wird nicht bedient. Nehmen Sie http://127.0.0.1.",
  WRONG_USE: "{reason}",
  INTERNAL: "In Homeostat ist etwas schiefgegangen ({reason}). Das Protokoll des Dienstes enthält die Einzelheiten.",
};
