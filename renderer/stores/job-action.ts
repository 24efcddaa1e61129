/** A call that is a job: its progress once it lasts, and an end at a person's wish, of which nothing is left. */
import { type ComputedRef, computed, type Ref, ref } from "vue";
import type { Job } from "../../core/contract/jobs.ts";
import { type Action, action } from "../api/action.ts";
import { isCancelled, type Problem } from "../api/problem.ts";
import { newJobId, useJobs } from "./jobs.ts";

export interface JobAction<Input extends unknown[], Output> extends Omit<Action<Input, Output>, "problem"> {
  job: ComputedRef<Job | null>;
  /** Why it failed; that somebody stopped it is no failure. */
  problem: ComputedRef<Problem | null>;
  stopped: ComputedRef<boolean>;
  /** What came of an earlier call is forgotten. */
  forget(): void;
  stop: Action<[], void>;
  busy: Ref<boolean>;
}

/** @example const verify = jobAction((job) => client.audit.verify({ job })); */
export function jobAction<Input extends unknown[], Output>(
  perform: (job: string, ...input: Input) => Promise<Output>,
): JobAction<Input, Output> {
  const jobs = useJobs();
  const id = ref<string | null>(null);
  const call = action((...input: Input) => {
    id.value = newJobId();
    return perform(id.value, ...input);
  });
  const stopped = computed(() => call.problem.value !== null && isCancelled(call.problem.value));
  return {
    run: call.run,
    busy: call.busy,
    job: computed(() => jobs.lasting.find((job) => job.id === id.value) ?? null),
    problem: computed(() => (stopped.value ? null : call.problem.value)),
    stopped,
    forget: () => {
      call.problem.value = null;
    },
    stop: action(async () => {
      if (id.value !== null && call.busy.value) await jobs.cancel(id.value);
    }),
  };
}
