import type { Progress } from "../../core/contract/train.ts";
import { t } from "../texts/index.ts";

const STAGES: Record<string, string> = t.train.stages;
const LEARNERS: Record<string, { name: string }> = t.learners;

/** Where a job stands, in words. @example "Training: Random forest" */
export function progressText({ stage, detail }: Progress): string {
  const what = STAGES[stage] ?? stage;
  if (detail === undefined) return what;
  return `${what}: ${LEARNERS[detail]?.name ?? detail}`;
}
