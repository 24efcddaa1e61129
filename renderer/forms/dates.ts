/** Dates as the model's schema writes them: a strftime pattern, or `iso`. */
const two = (value: number) => String(value).padStart(2, "0");

const PARTS: Record<string, (date: Date) => string> = {
  Y: (date) => String(date.getUTCFullYear()),
  y: (date) => two(date.getUTCFullYear() % 100),
  m: (date) => two(date.getUTCMonth() + 1),
  d: (date) => two(date.getUTCDate()),
  H: (date) => two(date.getUTCHours()),
  M: (date) => two(date.getUTCMinutes()),
  S: (date) => two(date.getUTCSeconds()),
};

/** @example writeDate(0, "%d/%m/%y") // "01/01/70" */
export function writeDate(ms: number, format: string): string {
  const date = new Date(ms);
  if (format === "iso") return date.toISOString().replace(/T00:00:00\.000Z$/, "");
  return format.replace(/%([A-Za-z])/g, (whole, part: string) => PARTS[part]?.(date) ?? whole);
}
