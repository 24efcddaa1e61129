/** One thing a person asked for: busy while it runs, and its problem in words if it fails. */
import { type Ref, ref, shallowRef } from "vue";
import { asProblem, type Problem } from "./problem.ts";

export interface Action<Input extends unknown[], Output> {
  busy: Ref<boolean>;
  problem: Ref<Problem | null>;
  /** null where it failed; the problem says why. */
  run(...input: Input): Promise<Output | null>;
}

export function action<Input extends unknown[], Output>(
  perform: (...input: Input) => Promise<Output>,
): Action<Input, Output> {
  const busy = ref(false);
  const problem = shallowRef<Problem | null>(null) as Ref<Problem | null>;
  return {
    busy,
    problem,
    async run(...input) {
      busy.value = true;
      problem.value = null;
      try {
        return await perform(...input);
      } catch (thrown) {
        problem.value = asProblem(thrown);
        return null;
      } finally {
        busy.value = false;
      }
    },
  };
}
