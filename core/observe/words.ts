/** Numbers as a reader wants them in a sentence. */

/** Four significant digits, no needless zeros. @example figure(51.23456) // "51.23" */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size >= 1000 && size < 1e7) return String(Math.round(value));
  return String(Number(value.toPrecision(4)));
}

/** @example percent(0.0312) // "3.1 %" */
export function percent(share: number): string {
  const value = share * 100;
  const size = Math.abs(value);
  if (size > 0 && size < 0.1) return "under 0.1 %";
  return `${Number(value.toFixed(size >= 10 ? 0 : 1))} %`;
}

/** @example list(["a", "b", "c"], 2) // "a, b and 1 more" */
export function list(names: readonly string[], most = 5): string {
  if (names.length <= most) return names.join(", ");
  return `${names.slice(0, most).join(", ")} and ${names.length - most} more`;
}

/** @example plural(1, "row") // "1 row" */
export const plural = (count: number, noun: string): string =>
  `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
