import type { ranges as english } from "../../../../core/contract/sentences/ranges.ts";

export const ranges: Record<keyof typeof english, string> = {
  valueAbove: "über {low}",
  valueTo: "bis {high}",
  valueOver: "über {low}",
  valueUpTo: "bis {high}",
  valuesBetween: "{low} bis {high}",
  valueMissing: "fehlt",
  otherLevels: "{levels} andere",
};
