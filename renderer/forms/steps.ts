/** What a number's name and range say about typing it: its unit, and a step that changes something. */
import type { Feature } from "../../core/contract/model-schema.ts";

type NumberFeature = Extract<Feature, { type: "number" }>;

/** Steps across what training saw. */
const STEPS = 100;

/** 1, 2 or 5 times a power of ten, and whole for whole numbers. @example stepOf(age) // 1 */
export function stepOf({ range, integer }: NumberFeature): number {
  const rough = (range.max - range.min) / STEPS;
  if (!(rough > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const nice = [1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10;
  // Powers below one are no exact floats.
  const step = Number((nice * power).toPrecision(3));
  return integer ? Math.max(1, Math.round(step)) : step;
}

/** A value on the way, without the dust of floats. @example stepped(0.1 + 0.2, 0.1) // 0.3 */
export const stepped = (value: number, step: number): number => {
  const digits = Math.max(0, 2 - Math.floor(Math.log10(step)));
  return Number(value.toFixed(Math.min(12, digits)));
};

const WRITTEN: Record<string, string> = {
  mg_dl: "mg/dl",
  mmol_l: "mmol/l",
  g_dl: "g/dl",
  kg_m2: "kg/m²",
  mmhg: "mmHg",
  km_h: "km/h",
  m_s: "m/s",
  pct: "%",
  percent: "%",
  celsius: "°C",
  usd: "USD",
  eur: "EUR",
};
const PLAIN = ["kg", "g", "mg", "cm", "mm", "km", "ml", "kwh", "years", "days", "hours", "minutes", "seconds", "bpm"];

/** The unit that a column's name ends in, as it is written; null where it names none. @example unitOf("weight_kg") // "kg" */
export function unitOf(name: string): string | null {
  const bracketed = /[([]\s*([^()[\]]{1,12}?)\s*[)\]]\s*$/.exec(name);
  if (bracketed?.[1]) return bracketed[1];
  const lower = name.toLowerCase();
  const known = Object.keys(WRITTEN).find((unit) => lower.endsWith(`_${unit}`));
  if (known) return WRITTEN[known] ?? null;
  return PLAIN.find((unit) => lower.endsWith(`_${unit}`)) ?? null;
}
