/** Whether a state is steady enough to be told: one look proves little, and what comes and goes is told once. */

/** Looks in a row that must agree before a state is told. */
const LOOKS = 2;
/** A state that has been away for so long is over, ms. */
const AWAY_MS = 5 * 60_000;

interface Track {
  looks: number;
  /** When it was first seen without having been away, epoch ms. */
  since: number;
  /** Since when it is away; null while it is there. */
  awaySince: number | null;
}

export interface Steadiness {
  /**
   * Notes one look at a cause.
   * @returns `there` once it is steady, `over` once it has been away for long, `open` in between
   */
  see(cause: string, present: boolean, at: number): { state: "there" | "over" | "open"; since: number };
}

/** @example steadiness.see("host", true, now).state // "open" at the first look, "there" at the second */
export function createSteadiness(): Steadiness {
  const tracks = new Map<string, Track>();

  function present(cause: string, at: number) {
    const track = tracks.get(cause) ?? { looks: 0, since: at, awaySince: null };
    tracks.set(cause, { ...track, looks: track.looks + 1, awaySince: null });
    return { state: track.looks + 1 >= LOOKS ? "there" : "open", since: track.since } as const;
  }

  function absent(cause: string, at: number) {
    // Never seen since the start: what was told before it may be over too, and needs as long to be believed.
    const { since, awaySince } = tracks.get(cause) ?? { since: at, awaySince: at };
    const away = awaySince ?? at;
    const isOver = at - away >= AWAY_MS;
    tracks.set(cause, { looks: 0, since: isOver ? at : since, awaySince: away });
    return { state: isOver ? "over" : "open", since: away } as const;
  }

  return { see: (cause, isPresent, at) => (isPresent ? present(cause, at) : absent(cause, at)) };
}
