/** Something loaded from the engine. What was there stays on the page while it is loaded anew, so nothing jumps. */
import { type Ref, ref, shallowRef } from "vue";
import { asProblem, type Problem } from "./problem.ts";

export interface Resource<T> {
  data: Ref<T | null>;
  problem: Ref<Problem | null>;
  loading: Ref<boolean>;
  reload(): Promise<void>;
}

export function resource<T>(load: () => Promise<T>): Resource<T> {
  const data = shallowRef<T | null>(null) as Ref<T | null>;
  const problem = shallowRef<Problem | null>(null) as Ref<Problem | null>;
  const loading = ref(false);
  let newest = 0;

  async function reload(): Promise<void> {
    newest += 1;
    const mine = newest;
    loading.value = true;
    try {
      const loaded = await load();
      if (mine !== newest) return;
      data.value = loaded;
      problem.value = null;
    } catch (thrown) {
      if (mine === newest) problem.value = asProblem(thrown);
    } finally {
      if (mine === newest) loading.value = false;
    }
  }

  return { data, problem, loading, reload };
}
