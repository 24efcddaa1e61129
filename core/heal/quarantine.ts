/** Rows that came while the data were broken: served, kept, and never learnt from. */
import type { Incident } from "../contract/index.ts";
import type { HealContext } from "./context.ts";

/** Predictions made from `from` up to `to` (null: still going on), epoch ms. */
export interface Quarantine {
  from: number;
  to: number | null;
  columns: string[];
}

interface Row {
  body: string;
  data: string;
}

/** Every spell of broken data of a model, oldest first; lifted ones (a person said the data are right) are left out. */
export function quarantinesOf({ db }: Pick<HealContext, "db">, model: string): Quarantine[] {
  return db
    .prepare<[string], Row>(
      `SELECT i.body, s.data FROM incidents i JOIN incident_steps s ON s.incident = i.id
        WHERE i.model = ? AND s.state = 'acting' AND json_extract(s.data, '$.quarantine') IS NOT NULL
          AND NOT EXISTS (SELECT 1 FROM incident_steps l WHERE l.incident = i.id AND json_extract(l.data, '$.lifted'))
        ORDER BY i.opened_at, i.id, s.seq`,
    )
    .all(model)
    .map(({ body, data }) => {
      const { closed_at } = JSON.parse(body) as Incident;
      const { quarantine } = JSON.parse(data) as { quarantine: Omit<Quarantine, "to"> };
      return { ...quarantine, to: closed_at === null ? null : Date.parse(closed_at) };
    });
}

/** @example isQuarantined([{ from: 5, to: 9, columns: [] }], 7) // true */
export const isQuarantined = (spells: readonly Quarantine[], at: number): boolean =>
  spells.some(({ from, to }) => at >= from && (to === null || at < to));
