/** Something a person can ask for by name, wherever they are. */
import type { t } from "../texts/index.ts";

export type CommandGroup = keyof typeof t.palette.groups;

export interface Command {
  id: string;
  group: CommandGroup;
  label: string;
  icon: string;
  /** What stands beside the name, such as a model's target. */
  suffix?: string;
  /** As `defineShortcuts` writes them: "g-o" one after the other, "meta_k" together. */
  keys?: string;
  run(): void;
}

/** Keys as they are shown, one cap each. @example caps("g-o") // ["G", "O"] */
export const caps = (keys: string): string[] =>
  keys.split(/[-_]/).map((key) => (key.length === 1 ? key.toUpperCase() : key));
