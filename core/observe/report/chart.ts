/** A feature's two windows as an inline SVG: reference as a filled outline behind, current as bars in front. */
import type { FeatureDrift } from "../../contract/index.ts";
import { percent } from "../words.ts";
import { escapeHtml } from "./markup.ts";

type Bin = NonNullable<FeatureDrift["distribution"]>[number];

const WIDTH = 240;
const HEIGHT = 64;
const GAP = 2;

const round = (value: number): string => value.toFixed(1);

function bars({ label, reference, current }: Bin, k: number, width: number, scale: number): string {
  const x = k * width;
  const [before, now] = [reference * scale, current * scale];
  const title = escapeHtml(`${label}: reference ${percent(reference)}, current ${percent(current)}`);
  return `<g><title>${title}</title><rect class="ref" x="${round(x)}" y="${round(HEIGHT - before)}" width="${round(width - GAP)}" height="${round(before)}"/><rect class="cur" x="${round(x + width / 4)}" y="${round(HEIGHT - now)}" width="${round((width - GAP) / 2)}" height="${round(now)}"/></g>`;
}

/** Empty where the feature has no distribution. */
export function chart({ name, distribution }: FeatureDrift): string {
  if (!distribution || distribution.length === 0) return "";
  const highest = Math.max(...distribution.flatMap(({ reference, current }) => [reference, current]), 1e-9);
  const width = WIDTH / distribution.length;
  const inside = distribution.map((bin, k) => bars(bin, k, width, (HEIGHT - 2) / highest)).join("");
  const ends = [distribution[0]!.label, distribution.at(-1)!.label].map(escapeHtml);
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${escapeHtml(name)}: reference beside current">${inside}<line x1="0" x2="${WIDTH}" y1="${HEIGHT}" y2="${HEIGHT}"/></svg><div class="ends"><span>${ends[0]}</span><span>${ends[1]}</span></div>`;
}
