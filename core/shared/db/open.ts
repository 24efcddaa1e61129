/** The one place that opens SQLite. */
import SQLite from "better-sqlite3";
import { asHomeostatError, HomeostatError } from "../../contract/index.ts";
import { MIGRATIONS } from "./migrations/index.ts";

export type Database = SQLite.Database;

/** Brings a database to the newest schema, one transaction a step; refuses one from a newer Homeostat. */
export function migrate(db: Database, migrations: readonly string[] = MIGRATIONS): void {
  const found = db.pragma("user_version", { simple: true }) as number;
  if (found > migrations.length) throw new HomeostatError("DATABASE_NEWER", { found, known: migrations.length });
  for (let step = found; step < migrations.length; step++)
    db.transaction(() => {
      db.exec(migrations[step]!);
      db.pragma(`user_version = ${step + 1}`);
    }).immediate();
}

/**
 * Opens (or creates) the database in WAL mode, migrated. `synchronous = NORMAL`: a commit is in the WAL when it
 * returns, so that a killed process loses nothing; who needs it to outlive a power cut calls `syncWal`.
 * @param path a file, or `:memory:`
 */
export function openDatabase(path: string): Database {
  let db: Database | undefined;
  try {
    db = new SQLite(path, { timeout: 5000 });
    db.pragma("journal_mode = WAL");
    db.pragma("synchronous = NORMAL");
    db.pragma("foreign_keys = ON");
    migrate(db);
    return db;
  } catch (error) {
    db?.close();
    throw asHomeostatError(error);
  }
}

/** A second connection that can only read: for doctor, metrics and tests. */
export const openReadOnly = (path: string): Database => new SQLite(path, { readonly: true });
