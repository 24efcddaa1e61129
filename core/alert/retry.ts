/** How long a message that could not be delivered waits, and when it is given up. */
const FIRST_MS = 30_000;
const LONGEST_MS = 3_600_000;

/** Attempts after which a message is given up: the pauses before add up to about two hours. */
export const MOST_ATTEMPTS = 9;

/** Pause after so many failed attempts, ms: 30 s, doubled each time, an hour at most. @example retryPause(3) // 120000 */
export const retryPause = (attempts: number): number => Math.min(LONGEST_MS, FIRST_MS * 2 ** (attempts - 1));
