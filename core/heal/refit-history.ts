/** Earlier refit tests, read back from the steps they left. */
import type { Diagnosis } from "../contract/index.ts";
import type { HealContext } from "./context.ts";
import type { PastGain } from "./gain-history.ts";
import type { RaceResult } from "./recipes.ts";
import type { WeightingResult } from "./weighting-race.ts";

/** Earlier tests whose evidence still counts. */
export const REMEMBERED = 50;

export interface PastRefit extends PastGain {
  incident: string;
  at: number;
  labelledThen: number;
  won: boolean;
  /** What had been diagnosed when it was made. */
  diagnosis: Diagnosis;
  /** Mean loss, on its slice, of the version that it left live. */
  loss: number;
  /** Losses of the recipes on its slice. */
  race: RaceResult;
  /** What counting some rows more gained there. */
  weightings: WeightingResult[];
}

type Stored = Pick<HealContext, "db">;

interface Row {
  incident: string;
  at: number;
  labelled: number;
  won: number;
  stale: number;
  gain: number;
  diagnosis: Diagnosis;
  loss: number;
  race: string;
  weightings: string;
}

/** Newest first; `before` leaves out the tests of one incident (itself, when it is resumed). */
export function pastRefits({ db }: Stored, model: string, limit: number, before?: string): PastRefit[] {
  return db
    .prepare<[string, string, number], Row>(
      `SELECT s.incident, s.at, json_extract(s.data, '$.refit.labelled') AS labelled, json_extract(s.data, '$.refit.won') AS won,
              json_extract(s.data, '$.refit.race') AS race, coalesce(json_extract(s.data, '$.refit.weightings'), '[]') AS weightings,
              json_extract(s.data, '$.refit.stale') AS stale,
              json_extract(s.data, '$.refit.log_gain') AS gain, json_extract(s.data, '$.refit.loss') AS loss,
              json_extract(s.data, '$.refit.diagnosis') AS diagnosis
         FROM incident_steps s JOIN incidents i ON i.id = s.incident
        WHERE i.model = ? AND i.id <> ? AND s.state = 'gating' AND json_extract(s.data, '$.refit') IS NOT NULL
        ORDER BY s.at DESC, i.id DESC LIMIT ?`,
    )
    .all(model, before ?? "", limit)
    .map(({ labelled, won, race, weightings, ...found }) => ({
      ...found,
      labelledThen: labelled,
      won: won === 1,
      race: JSON.parse(race) as RaceResult,
      weightings: JSON.parse(weightings) as WeightingResult[],
    }));
}

/** The newest refit test of a model. */
export const lastRefit = (context: Stored, model: string): PastRefit | null => pastRefits(context, model, 1)[0] ?? null;

/** When trainings ended, of those since a moment; epoch ms. */
export const trainingsSince = ({ db }: Stored, model: string, since: number): number[] =>
  db
    .prepare<[string, number], { at: number }>(
      `SELECT s.at FROM incident_steps s JOIN incidents i ON i.id = s.incident
        WHERE i.model = ? AND s.at > ? AND s.state = 'gating' AND json_extract(s.data, '$.refit') IS NOT NULL`,
    )
    .all(model, since)
    .map(({ at }) => at);
