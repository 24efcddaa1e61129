/** A registry in a data directory of its own, on a clock that stands still. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Policy } from "../../contract/index.ts";
import { type Database, type DataDir, openDatabase, openDataDir, simulatedClock } from "../../shared/index.ts";
import { createRegistry, type Registry } from "../registry.ts";

export interface OpenRegistry extends Disposable {
  registry: Registry;
  db: Database;
  dir: DataDir;
  /** The same data directory as after a restart. */
  restart(defaultPolicy?: Partial<Policy>): Registry;
}

/** @example using open = openRegistry(); open.registry.models() // [] */
export function openRegistry(): OpenRegistry {
  const dir = openDataDir(mkdtempSync(join(tmpdir(), "homeostat-registry-")));
  const db = openDatabase(dir.database);
  const clock = simulatedClock(Date.UTC(2026, 0, 1));
  const restart = (defaultPolicy?: Partial<Policy>) => createRegistry({ db, dir, clock, defaultPolicy });
  return {
    registry: restart(),
    db,
    dir,
    restart,
    [Symbol.dispose]: () => {
      db.close();
      rmSync(dir.root, { recursive: true, force: true });
    },
  };
}
