/** Time is a parameter: production reads the machine's clock, replay and tests move a simulated one. */
export interface Clock {
  /** Milliseconds since the epoch, UTC. */
  now(): number;
  /**
   * Milliseconds that have passed since `at`. Where the clock was set forward meanwhile, that is less than the
   * difference: what is to last for an hour is not over because somebody moved the hands.
   */
  elapsed(at: number): number;
}

export const systemClock: Clock = { now: () => Date.now(), elapsed: (at) => Date.now() - at };

/** @example const clock = simulatedClock(0); clock.advance(60_000); clock.now() // 60000 */
export function simulatedClock(start: number): Clock & { advance(ms: number): void } {
  let at = start;
  return {
    now: () => at,
    elapsed: (since) => at - since,
    advance: (ms) => {
      at += ms;
    },
  };
}

/** A moment as far back as has passed since: later than `at` where the clock was set forward meanwhile. */
export const livedMoment = (clock: Clock, at: number): number => clock.now() - clock.elapsed(at);

/** ISO 8601 with milliseconds, UTC. */
export const timestamp = (clock: Clock): string => new Date(clock.now()).toISOString();
