/** Long work in the double: a job that can be watched and cancelled. */
import { HomeostatError } from "../../core/contract/errors.ts";
import type { Job } from "../../core/contract/jobs.ts";
import type { createDoubleEngine } from "./double-engine.ts";

export interface DoubleJob extends Pick<Job, "kind" | "title" | "about"> {
  id?: string | undefined;
  /** Told at each step. */
  stage: string;
  steps: number;
}

/** @returns what `work` gives once all steps are done @throws CANCELLED */
export async function runJob<T>(
  { update, cancelled, pause }: ReturnType<typeof createDoubleEngine>,
  { id = crypto.randomUUID(), stage, steps, ...asked }: DoubleJob,
  work: () => T,
): Promise<T> {
  const job: Job = {
    ...{ id, ...asked, state: "running", error: null, result: null },
    ...{ started_at: new Date().toISOString(), ran_ms: 0, progress: { stage: "starting", done: 0 } },
  };
  update(job, {});
  for (let step = 1; step <= steps; step += 1) {
    await pause();
    if (cancelled.has(id)) {
      const error = new HomeostatError("CANCELLED");
      update(job, { state: "cancelled", error: error.toJSON() });
      throw error;
    }
    update(job, { progress: { stage, done: step / steps } });
  }
  const result = work();
  update(job, { state: "done", progress: { stage: "done", done: 1 }, result });
  return result;
}
