/** What was just done, with a way back for a few seconds: a button in a notice, or Ctrl/Cmd+Z. */
import { useToast } from "@nuxt/ui/composables/useToast";
import { shallowRef } from "vue";
import { asProblem } from "./api/problem.ts";
import { t } from "./texts/index.ts";

const LASTS_MS = 10_000;

/** Takes back the latest thing that can still be taken back; null where there is none. */
export const undoLatest = shallowRef<(() => void) | null>(null);

/**
 * Called in `setup`; the function it gives tells what was done and how to undo it.
 * @example
 * const offerUndo = useUndo();
 * offerUndo("v0002 is live.", () => client.models.rollback({ model }));
 */
export function useUndo(): (done: string, undo: () => Promise<unknown>) => void {
  const notices = useToast();

  return (done, undo) => {
    const id = crypto.randomUUID();
    const forget = () => {
      if (undoLatest.value === takeBack) undoLatest.value = null;
    };
    const takeBack = () => {
      forget();
      notices.remove(id);
      undo().then(
        () => notices.add({ title: t.undo.undone, icon: "i-lucide-undo-2", color: "primary" }),
        (thrown: unknown) =>
          notices.add({
            title: t.undo.failed,
            description: asProblem(thrown).message,
            icon: "i-lucide-circle-alert",
            color: "error",
          }),
      );
    };
    undoLatest.value = takeBack;
    notices.add({
      id,
      title: done,
      icon: "i-lucide-check",
      color: "success",
      duration: LASTS_MS,
      actions: [
        { label: t.undo.button, icon: "i-lucide-undo-2", color: "neutral", variant: "subtle", onClick: takeBack },
      ],
      "onUpdate:open": (open) => {
        if (!open) forget();
      },
    });
  };
}
