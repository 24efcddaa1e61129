/**
 * `models/<name>/production.json`: which version is live, for people and tools that look at the folder.
 * The database is the truth; where the two disagree (a crash fell between them) the file is put right at start.
 */
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { writeAtomic } from "../shared/index.ts";

export interface ProductionFile {
  write(model: string, version: string): void;
  /** @param version what the database says; null where nothing is live, and then there is no file */
  agrees(model: string, version: string | null): boolean;
  repair(model: string, version: string | null): void;
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

/** @param models the data directory's `models` folder */
export function createProductionFile(models: string): ProductionFile {
  const pathOf = (model: string) => join(models, model, "production.json");
  const contentOf = (model: string, version: string) => `${JSON.stringify({ model, version }, null, 2)}\n`;

  function write(model: string, version: string): void {
    mkdirSync(dirname(pathOf(model)), { recursive: true, mode: 0o700 });
    writeAtomic(pathOf(model), contentOf(model, version));
  }
  return {
    write,
    agrees: (model, version) => readIfThere(pathOf(model)) === (version === null ? null : contentOf(model, version)),
    repair: (model, version) => (version === null ? rmSync(pathOf(model), { force: true }) : write(model, version)),
  };
}
