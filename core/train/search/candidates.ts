/** Which learners are tried, in which order, and which cannot be. */
import { type LeaderboardEntry, type LearnerName, type ModelSchema, say } from "../../contract/index.ts";
import { LEARNERS, type Learner } from "../learners/index.ts";
import type { LabelledRows } from "./rows.ts";

/** Cheap, strong and different ones first, so that a short search has seen them; the slowest last. */
const ORDER: readonly LearnerName[] = [
  "baseline",
  "ridge",
  "logistic_regression",
  "gradient_boosting",
  "linear_regression",
  "decision_tree",
  "random_forest",
  "extra_trees",
  "ml_random_forest",
];

export interface Candidates {
  learners: Learner[];
  /** Too slow to be cross-validated unless the user names them: shown on the leaderboard, never chosen. */
  exhibits: Learner[];
  skipped: LeaderboardEntry[];
}

const skip = (learner: LearnerName, reason: string): LeaderboardEntry => ({
  rank: 0,
  learner,
  status: "skipped",
  reason,
});

/** Learners that need no more of a table than bins, or nothing. */
const FROM_BINS: ReadonlySet<LearnerName> = new Set(["baseline", "gradient_boosting"]);

/** @param named by the user; one of another task is then skipped with its reason, else left out. The baseline always runs. */
export function candidates(
  schema: ModelSchema,
  { table }: LabelledRows,
  named: readonly LearnerName[] | undefined,
): Candidates {
  const learners: Learner[] = [];
  const exhibits: Learner[] = [];
  const skipped: LeaderboardEntry[] = [];
  for (const name of ORDER) {
    if (named && name !== "baseline" && !named.includes(name)) continue;
    const learner = LEARNERS[name];
    const fits = learner.tasks.includes(schema.task);
    const tooLarge = table.stored && !FROM_BINS.has(name) ? say("tooLargeToHold") : null;
    const limit = fits ? (tooLarge ?? learner.limit?.(table.rows, schema.features.length, schema.task) ?? null) : null;
    if (fits && limit === null) (learner.limit && !named ? exhibits : learners).push(learner);
    else if (limit !== null) skipped.push(skip(name, limit));
    else if (named) skipped.push(skip(name, say("notForTask", { task: schema.task })));
  }
  return { learners, exhibits, skipped };
}
