/** The appliance's clock goes on, after a restart, where what is stored ends. */
import type { Clock } from "../clock.ts";
import type { Logger } from "../logger.ts";
import { type ClockBend, NOTICEABLE, steadyClock } from "../steady-clock.ts";
import type { Database } from "./open.ts";

/** No waiting time is longer, ms. */
const REMEMBERED = 400 * 86_400_000;

/** Newest moment of what is stored, epoch ms; 0 where nothing is. */
const newestMoment = (db: Database): number =>
  db
    .prepare<[], { at: number }>(
      `SELECT max(coalesce((SELECT at FROM predictions ORDER BY seq DESC LIMIT 1), 0),
                  coalesce((SELECT at FROM outcomes ORDER BY seq DESC LIMIT 1), 0),
                  coalesce((SELECT at FROM decisions ORDER BY seq DESC LIMIT 1), 0),
                  coalesce((SELECT at FROM audit ORDER BY seq DESC LIMIT 1), 0)) AS at`,
    )
    .get()!.at;

export interface Timekeeping {
  clock: Clock;
  /** Stores how the machine's clock was set since this was last done. */
  keep(): void;
}

/**
 * @param logger told where the machine's clock is behind what is stored
 * @param machine its clocks; tests set them
 */
export function openTimekeeping(
  db: Database,
  logger: Logger,
  machine: { wall(): number; running(): number } = { wall: Date.now, running: () => performance.now() },
): Timekeeping {
  const last = newestMoment(db);
  const bends = db
    .prepare<[number], ClockBend>(
      'SELECT from_at AS "from", to_at AS "to", extra FROM clock_bends WHERE to_at > ? ORDER BY from_at',
    )
    .all(last - REMEMBERED);
  const clock = steadyClock({ ...machine, last, bends });
  if (clock.ahead() > NOTICEABLE)
    logger.warn({ minutes: Math.round(clock.ahead() / 60_000) }, "the machine's clock is behind what is stored");
  const put = db.prepare<[number, number, number]>(
    "INSERT OR REPLACE INTO clock_bends (from_at, to_at, extra) VALUES (?, ?, ?)",
  );
  let kept = bends.length;
  return {
    clock,
    keep: () => {
      const all = clock.bends();
      // The newest may have grown since.
      for (const { from, to, extra } of all.slice(Math.max(0, kept - 1)))
        put.run(Math.floor(from), Math.floor(to), Math.round(extra));
      kept = all.length;
    },
  };
}
