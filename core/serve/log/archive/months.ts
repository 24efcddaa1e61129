/** Calendar months, UTC. */

/** @example monthOf(Date.UTC(2026, 0, 31)) // "2026-01" */
export const monthOf = (at: number): string => new Date(at).toISOString().slice(0, 7);

/** The beginning of the month that a time lies in, epoch ms: what is before it lies in months that are over. */
export const monthBegan = (at: number): number => Date.parse(`${monthOf(at)}-01T00:00:00Z`);
