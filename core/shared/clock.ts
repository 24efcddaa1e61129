/** Time is a parameter: production reads the machine's clock, replay and tests move a simulated one. */
export interface Clock {
  /** Milliseconds since the epoch, UTC. */
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

/** @example const clock = simulatedClock(0); clock.advance(60_000); clock.now() // 60000 */
export function simulatedClock(start: number): Clock & { advance(ms: number): void } {
  let at = start;
  return {
    now: () => at,
    advance: (ms) => {
      at += ms;
    },
  };
}

/** ISO 8601 with milliseconds, UTC. */
export const timestamp = (clock: Clock): string => new Date(clock.now()).toISOString();
