/** What was acknowledged beside what is stored. */
import { openReadOnly } from "../../core/shared/index.ts";
import type { Heard } from "./load.ts";

export interface Found {
  /** Acknowledged and not there, or not as it was sent. */
  missing: string[];
  /** Requests with more than one row; ids with more than one row. */
  twice: string[];
  /** Empty where the database is sound. */
  damage: string[];
  /** Rows that nobody was told of: their answers were cut off. */
  untold: number;
}

/** @param path of the database; a service may be at work on it */
export function check(path: string, { rows, outcomes }: Pick<Heard, "rows" | "outcomes">): Found {
  const db = openReadOnly(path);
  try {
    const stored = db.prepare("SELECT id, input FROM predictions").raw().all() as [string, string][];
    const marks = stored.map(([id, input]) => [id, (JSON.parse(input) as { note: string }).note] as const);
    const byId = new Map(marks);
    const known = new Map(
      db.prepare("SELECT prediction_id, outcome FROM outcomes WHERE result = 'accepted'").raw().all() as [
        string,
        string,
      ][],
    );
    const seen = new Set<string>();
    const twice = marks.flatMap(([, mark]) => (seen.size === seen.add(mark).size ? [mark] : []));
    if (byId.size < stored.length) twice.push(`${stored.length - byId.size} ids`);
    const missing = [
      ...[...rows].filter(([id, mark]) => byId.get(id) !== mark).map(([id]) => id),
      ...[...outcomes].filter(([id, outcome]) => known.get(id) !== String(outcome)).map(([id]) => `outcome of ${id}`),
    ];
    const sound = db.pragma("integrity_check") as { integrity_check: string }[];
    const damage = sound.map((line) => line.integrity_check).filter((line) => line !== "ok");
    return { missing, twice, damage, untold: stored.length - rows.size };
  } finally {
    db.close();
  }
}
