/** How long to wait before the engine is started again. */
const FIRST_MS = 250;
const LONGEST_MS = 30_000;
/** An engine that ran this long was sound: its next crash is a first one. */
export const SOUND_AFTER_MS = 60_000;

/**
 * 250 ms, doubled with every crash in a row, at most 30 s.
 * @param crashes crashes in a row before this start, from 1
 */
export const backoff = (crashes: number): number => Math.min(FIRST_MS * 2 ** (crashes - 1), LONGEST_MS);
