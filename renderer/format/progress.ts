import type { Job } from "../../core/contract/jobs.ts";
import type { Progress } from "../../core/contract/train.ts";
import { t } from "../texts/index.ts";
import { duration } from "./times.ts";

const STAGES: Record<string, string> = t.train.stages;
const LEARNERS: Record<string, { name: string }> = t.learners;

/** Where a job stands, in words. @example "Training: Random forest" */
export function progressText({ stage, detail }: Progress): string {
  const what = STAGES[stage] ?? stage;
  if (detail === undefined) return what;
  const [, learner = detail, again] = /^(\w+)(, other settings)?$/.exec(detail) ?? [];
  const name = LEARNERS[learner]?.name ?? detail;
  return `${what}: ${again === undefined ? name : t.train.otherSettings(name)}`;
}

/** Before so much is done, the time left is a guess not worth telling. */
const TELLS = 0.05;

/**
 * @param since milliseconds since the job told of itself
 * @example timeLeft(job, 0) // "about 40 sec left"; empty where it is not known
 */
export function timeLeft({ ran_ms, progress: { done } }: Pick<Job, "ran_ms" | "progress">, since: number): string {
  const spent = ran_ms + Math.max(0, since);
  if (done < TELLS || done >= 1 || spent <= 0) return "";
  return t.train.left(duration(Math.max(1000, Math.round((spent * (1 - done)) / done / 1000) * 1000)));
}
