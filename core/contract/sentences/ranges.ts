/** What ranges of a column's values are called, as segments and bins name them: never sentences of their own. */
export const ranges = {
  valueAbove: "above {low:number|date}",
  valueTo: "to {high:number|date}",
  valueOver: "over {low:number|date}",
  valueUpTo: "up to {high:number|date}",
  valuesBetween: "{low:number|date} to {high:number|date}",
  valueMissing: "missing",
  otherLevels: "{levels:number} others",
} as const;
