/** Charts are drawn one after the other: between two of them the page answers whoever clicks or types. */
import { onScopeDispose, type Ref, ref } from "vue";

const waiting: (() => void)[] = [];
let isGoing = false;

function next(): void {
  waiting.shift()?.();
  isGoing = waiting.length > 0;
  if (isGoing) setTimeout(next);
}

/**
 * Called in `setup`.
 * @returns true once it is this chart's turn; the order is that of the calls
 * @example const drawn = ownTurn(); // v-if="drawn"
 */
export function ownTurn(): Ref<boolean> {
  const isDrawn = ref(false);
  const draw = () => {
    isDrawn.value = true;
  };
  waiting.push(draw);
  if (!isGoing) setTimeout(next);
  isGoing = true;
  onScopeDispose(() => {
    const at = waiting.indexOf(draw);
    if (at >= 0) waiting.splice(at, 1);
  });
  return isDrawn;
}
