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

/** Whether a date of this column has a time of day; `iso` may have one or not. @param example how one was written */
export const hasTime = (format: string, example: string): boolean =>
  format === "iso" ? /\d[T ]\d/.test(example) : /%[HI]/.test(format);

const FIELDS: Record<string, string> = {
  Y: "(?<Y>\\d{4})",
  y: "(?<y>\\d{2})",
  m: "(?<m>\\d{1,2})",
  d: "(?<d>\\d{1,2})",
  H: "(?<H>\\d{1,2})",
  M: "(?<M>\\d{2})",
  S: "(?<S>\\d{2})",
};

/** Reads what `writeDate` writes, epoch ms; NaN where the text is not written so. */
export function readDate(text: string, format: string): number {
  if (format === "iso")
    return text.trim() === ""
      ? Number.NaN
      : Date.parse(/[T ]/.test(text) ? `${text.replace(" ", "T").replace(/Z$/, "")}Z` : text);
  const pattern = format
    .replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
    .replace(/%([A-Za-z])/g, (_, part: string) => FIELDS[part] ?? ".+?");
  const found = new RegExp(`^${pattern}$`).exec(text.trim())?.groups;
  if (!found) return Number.NaN;
  const part = (name: string, other: number) => (found[name] === undefined ? other : Number(found[name]));
  const short = part("y", 70);
  const year = found.Y === undefined ? short + (short < 69 ? 2000 : 1900) : part("Y", 1970);
  return Date.UTC(year, part("m", 1) - 1, part("d", 1), part("H", 0), part("M", 0), part("S", 0));
}
