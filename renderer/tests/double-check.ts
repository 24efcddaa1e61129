/** A check in the double: a job that can be watched and cancelled. */
import { HomeostatError } from "../../core/contract/errors.ts";
import type { Job } from "../../core/contract/jobs.ts";
import type { createDoubleEngine } from "./double-engine.ts";

const STEPS = 10;

/** @throws CANCELLED */
export async function runCheck(
  { update, cancelled, pause }: ReturnType<typeof createDoubleEngine>,
  model: string,
  id: string = crypto.randomUUID(),
): Promise<void> {
  const job: Job = {
    ...{ id, kind: "check", title: `Check ${model}`, state: "running", error: null, result: null },
    ...{ started_at: new Date().toISOString(), progress: { stage: "gathering", done: 0 } },
  };
  update(job, {});
  for (let step = 1; step <= STEPS; step += 1) {
    await pause();
    if (cancelled.has(id)) {
      const error = new HomeostatError("CANCELLED");
      update(job, { state: "cancelled", error: error.toJSON() });
      throw error;
    }
    update(job, { progress: { stage: "comparing", done: step / STEPS } });
  }
  update(job, { state: "done", progress: { stage: "done", done: 1 } });
}
