/** Earlier refit tests, read back from the steps they left. */
import type { HealContext } from "./context.ts";
import type { RaceResult } from "./recipes.ts";

export interface PastRefit {
  incident: string;
  at: number;
  labelledThen: number;
  won: boolean;
  /** The live version it was judged against, and its gains over that in each sub-batch. */
  champion: string;
  gains: number[];
  /** Losses of the recipes on its slice. */
  race: RaceResult;
}

type Stored = Pick<HealContext, "db">;

interface Row {
  incident: string;
  at: number;
  labelled: number;
  won: number;
  champion: string;
  gains: string;
  race: string;
}

/** Newest first; `before` leaves out the tests of one incident (itself, when it is resumed). */
export function pastRefits({ db }: Stored, model: string, limit: number, before?: string): PastRefit[] {
  return db
    .prepare<[string, string, number], Row>(
      `SELECT s.incident, s.at, json_extract(s.data, '$.refit.labelled') AS labelled, json_extract(s.data, '$.refit.won') AS won,
              json_extract(s.data, '$.refit.race') AS race, json_extract(s.data, '$.refit.gains') AS gains,
              json_extract(s.data, '$.refit.champion') AS champion
         FROM incident_steps s JOIN incidents i ON i.id = s.incident
        WHERE i.model = ? AND i.id <> ? AND s.state = 'gating' AND json_extract(s.data, '$.refit') IS NOT NULL
        ORDER BY s.at DESC, i.id DESC LIMIT ?`,
    )
    .all(model, before ?? "", limit)
    .map(({ incident, at, labelled, won, race, gains, champion }) => ({
      incident,
      at,
      labelledThen: labelled,
      won: won === 1,
      champion,
      gains: JSON.parse(gains) as number[],
      race: JSON.parse(race) as RaceResult,
    }));
}

/** The newest refit test of a model. */
export const lastRefit = (context: Stored, model: string): PastRefit | null => pastRefits(context, model, 1)[0] ?? null;

/** Tests lost since the last one that was won; counted up to ten. */
export function lostInARow(context: Stored, model: string): number {
  const recent = pastRefits(context, model, 10);
  const won = recent.findIndex((each) => each.won);
  return won < 0 ? recent.length : won;
}

/** Trainings begun since a moment, epoch ms. */
export function trainingsSince({ db }: Stored, model: string, since: number): number {
  return db
    .prepare<[string, number], { count: number }>(
      `SELECT count(*) AS count FROM incident_steps s JOIN incidents i ON i.id = s.incident
        WHERE i.model = ? AND s.at > ? AND s.state = 'gating' AND json_extract(s.data, '$.refit') IS NOT NULL`,
    )
    .get(model, since)!.count;
}
