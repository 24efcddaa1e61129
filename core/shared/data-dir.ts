/** Where everything is kept: one folder, named by option, environment or platform. */
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import envPaths from "env-paths";

export interface DataDir {
  root: string;
  database: string;
  models: string;
  datasets: string;
  archive: string;
  reports: string;
  uploads: string;
  /** Written by a running engine: address, token file and pid. */
  engine: string;
  /** Held while a process works on the folder. */
  lock: string;
  token: string;
  /** Passwords and keys of the channels that tell of alerts. */
  secrets: string;
}

/** Resolves and creates the folder. `named` wins over `HOMEOSTAT_DATA_DIR`, and that over the platform's place. */
export function openDataDir(named?: string): DataDir {
  const root = resolve(named ?? process.env.HOMEOSTAT_DATA_DIR ?? envPaths("homeostat", { suffix: "" }).data);
  const dir: DataDir = {
    root,
    database: join(root, "homeostat.db"),
    models: join(root, "models"),
    datasets: join(root, "datasets"),
    archive: join(root, "archive"),
    reports: join(root, "reports"),
    uploads: join(root, "uploads"),
    engine: join(root, "engine.json"),
    lock: join(root, "engine.lock"),
    token: join(root, "token"),
    secrets: join(root, "secrets.json"),
  };
  for (const path of [dir.models, dir.datasets, dir.archive, dir.reports, dir.uploads])
    mkdirSync(path, { recursive: true, mode: 0o700 });
  return dir;
}
