/** Places in the prediction log by time, and the answers between them, without reading the whole of it. */
import { setImmediate as nextTurn } from "node:timers/promises";
import type { HealContext } from "./context.ts";

type Stored = Pick<HealContext, "db">;

/** Rows counted in one go: some milliseconds, so that requests get their turn in between. */
const STRETCH = 50_000;

/**
 * Place of the last prediction of a model before a moment (epoch ms); 0 where there is none. The log is written in the
 * order of time, so that the place is found by bisection.
 */
export function placeBefore({ db }: Stored, model: string, at: number): number {
  const next = db.prepare<[string, number], { seq: number; at: number }>(
    "SELECT seq, at FROM predictions WHERE model = ? AND seq > ? ORDER BY seq LIMIT 1",
  );
  const newest = db
    .prepare<[string], { seq: number }>("SELECT max(seq) AS seq FROM predictions WHERE model = ?")
    .get(model)?.seq;
  let found = 0;
  let end = newest ?? 0;
  while (found < end) {
    const middle = Math.floor((found + end) / 2);
    const row = next.get(model, middle);
    if (row && row.at < at) found = row.seq;
    else end = middle;
  }
  return found;
}

/** Answers given between two moments (epoch ms, the second excluded), by version. */
export async function answersBetween(
  context: Stored,
  model: string,
  from: number,
  to: number,
): Promise<Map<string, number>> {
  const count = context.db.prepare<[string, number, number], { version: string; answers: number }>(
    `SELECT version, count(*) AS answers FROM predictions
      WHERE model = ? AND seq > ? AND seq <= ? AND status = 'ok' GROUP BY version`,
  );
  const last = placeBefore(context, model, to);
  const found = new Map<string, number>();
  for (let after = placeBefore(context, model, from); after < last; after += STRETCH) {
    for (const { version, answers } of count.all(model, after, Math.min(last, after + STRETCH)))
      found.set(version, (found.get(version) ?? 0) + answers);
    await nextTurn();
  }
  return found;
}
