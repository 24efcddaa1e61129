/**
 * A clock to live by on a machine whose clock is set, forward or back, while it runs or in between. Its time never goes
 * back, so that what came later is stored as later; and it knows how much time has really passed.
 */
import type { Clock } from "./clock.ts";

/** From one moment to another, both epoch ms, `extra` ms more have passed than lie between them; less, where negative. */
export interface ClockBend {
  from: number;
  to: number;
  extra: number;
}

export interface SteadyClockOptions {
  /** The machine's clock, which may be set: epoch ms. */
  wall(): number;
  /** Milliseconds that nobody can set, from any origin. */
  running(): number;
  /** The newest moment that is stored: time goes on from there where the wall clock is behind it. */
  last: number;
  /** Those of earlier runs. */
  bends?: readonly ClockBend[];
}

export interface SteadyClock extends Clock {
  /** Those of earlier runs and those noticed since, oldest first; only the newest may still grow. */
  bends(): readonly ClockBend[];
  /** How far the machine's clock is behind, ms; 0 where it is not. */
  ahead(): number;
}

/** Clocks are put right by seconds all the time; only more than this is told, ms. */
export const NOTICEABLE = 60_000;

/** What of a bend lies after a moment. */
function extraSince(since: number, { from, to, extra }: ClockBend): number {
  if (since >= to) return 0;
  return since <= from ? extra : (extra * (to - since)) / (to - from);
}

/**
 * Where the wall clock is behind, time goes on at half its pace until it has caught up. A machine that slept cannot be
 * told from one whose clock was set forward (on Linux): to a machine asleep nothing happened either.
 * @example const clock = steadyClock({ wall: Date.now, running: () => performance.now(), last: 0 });
 */
export function steadyClock({ wall, running, last, bends = [] }: SteadyClockOptions): SteadyClock {
  const known = [...bends];
  let ran = running();
  let at = Math.max(wall(), last);
  let isSlow = false;

  /** A stretch at half the pace is one bend, however often it is looked at. */
  function bend(from: number, to: number, extra: number, isBehind: boolean): void {
    const before = known.at(-1);
    if (isSlow && isBehind && before) known[known.length - 1] = { from: before.from, to, extra: before.extra + extra };
    else known.push({ from, to, extra });
  }

  function advance(): number {
    const [now, runs, from] = [wall(), running(), at];
    const passed = Math.max(0, runs - ran);
    ran = runs;
    at = Math.max(now, from + passed / 2);
    const extra = passed - (at - from);
    const isBehind = at > now;
    if (isBehind || (isSlow && extra > 0) || Math.abs(extra) > NOTICEABLE) bend(from, at, extra, isBehind);
    isSlow = isBehind;
    return Math.floor(at);
  }

  return {
    now: advance,
    elapsed: (since) => {
      const now = advance();
      return Math.max(0, Math.round(known.reduce((sum, bend) => sum + extraSince(since, bend), now - since)));
    },
    bends: () => known,
    ahead: () => Math.max(0, advance() - wall()),
  };
}
