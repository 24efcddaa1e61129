/** A long page is drawn a part at a time: between two parts it answers whoever clicks or types. */
import { onScopeDispose, type Ref, ref, watch } from "vue";

/**
 * Called in `setup`.
 * @returns how many of so many parts are to be drawn by now: one at once, one more after each
 * @example const drawn = inTurns(() => GROUPS.length); // v-for="group in GROUPS.slice(0, drawn)"
 */
export function inTurns(parts: () => number): Ref<number> {
  const drawn = ref(1);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const next = () => {
    timer = undefined;
    if (drawn.value >= parts()) return;
    drawn.value += 1;
    timer = setTimeout(next);
  };
  watch(
    parts,
    () => {
      timer ??= setTimeout(next);
    },
    { immediate: true },
  );
  onScopeDispose(() => clearTimeout(timer));
  return drawn;
}
