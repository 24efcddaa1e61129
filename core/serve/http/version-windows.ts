/** A latency window for each version that answers: what is held against one must be its own. */
import type { Clock } from "../../shared/index.ts";
import { createLatencyWindow, type LatencyWindow } from "./latency-window.ts";

/** Versions of a model that are remembered: production, a canary, and those before. */
const REMEMBERED = 4;

export interface VersionWindows {
  of(model: string, version: string): LatencyWindow;
}

export function createVersionWindows(clock: Clock): VersionWindows {
  const models = new Map<string, Map<string, LatencyWindow>>();
  return {
    of: (model, version) => {
      const windows = models.get(model) ?? new Map<string, LatencyWindow>();
      models.set(model, windows);
      const found = windows.get(version);
      if (found) return found;
      const made = createLatencyWindow(clock);
      windows.set(version, made);
      if (windows.size > REMEMBERED) windows.delete(windows.keys().next().value!);
      return made;
    },
  };
}
