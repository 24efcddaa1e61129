/** Keys for commands: letters where nothing is typed and no dialog is open; Ctrl/Cmd+K everywhere. */
import { defineShortcuts } from "@nuxt/ui/composables/defineShortcuts";
import { computed, type Ref, ref, watch } from "vue";
import type { Command } from "./command.ts";
import { step } from "./rove.ts";

const KEY = "homeostat.letters";

/** Letters alone act as shortcuts, unless a person turned that off (a voice or a loose hand presses them by chance). */
export const letters = ref(localStorage.getItem(KEY) !== "off");
watch(letters, (on) => localStorage.setItem(KEY, on ? "on" : "off"));

const isDialogOpen = () => document.querySelector("[role=dialog][data-state=open]") !== null;
const outsideDialogs = (run: () => void) => () => {
  if (!isDialogOpen()) run();
};

export function useKeyboard(commands: Ref<Command[]>, togglePalette: () => void): void {
  const keys = computed(() => {
    const bound = commands.value.flatMap(({ keys, run }) =>
      keys !== undefined && (letters.value || keys.startsWith("meta")) ? [[keys, outsideDialogs(run)] as const] : [],
    );
    return {
      ...Object.fromEntries(bound),
      ...(letters.value ? { j: outsideDialogs(() => step(1)), k: outsideDialogs(() => step(-1)) } : {}),
      meta_k: { usingInput: true, handler: togglePalette },
    };
  });
  defineShortcuts(keys);
}
