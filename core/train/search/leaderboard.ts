/** The ranked list of what was tried. */
import { asHomeostatError, type LeaderboardEntry, type LearnerName } from "../../contract/index.ts";

export interface Ranked {
  entry: LeaderboardEntry;
  /** Larger is better; null for what could not be judged. */
  merit: number | null;
}

export const failedEntry = (learner: LearnerName, thrown: unknown): LeaderboardEntry => {
  const { message, code } = asHomeostatError(thrown);
  const reason = code === "INTERNAL" && thrown instanceof Error ? thrown.message : message;
  return { rank: 0, learner, status: "failed", reason };
};

/** Best first; what failed or was skipped comes last, in the order given. Equal merits keep their order. */
export function ranked(entries: readonly Ranked[]): LeaderboardEntry[] {
  const judged = entries.filter(({ merit }) => merit !== null).sort((a, b) => b.merit! - a.merit!);
  const others = entries.filter(({ merit }) => merit === null);
  return [...judged, ...others].map(({ entry }, at) => ({ ...entry, rank: at + 1 }));
}
