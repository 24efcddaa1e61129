/** `models.outline`: a version as pages show it, without what is held of its training rows. */
import type { VersionDetail, VersionOutline } from "../contract/index.ts";
import type { FeatureStatistics } from "../data/index.ts";

/** The middle value of numbers and moments, the commonest of categories. */
function typicalOf(held: FeatureStatistics): number | string | null {
  if ("quantiles" in held) return held.quantiles[Math.floor(held.quantiles.length / 2)] ?? null;
  let commonest: [string, number] | null = null;
  for (const each of Object.entries(held.counts)) if (!commonest || each[1] > commonest[1]) commonest = each;
  return commonest?.[0] ?? null;
}

/** @example versionOutline(registry.show("clinic")).typical.age // 54 */
export function versionOutline({ statistics, ...detail }: VersionDetail): VersionOutline {
  const held = Object.entries(statistics as Record<string, FeatureStatistics>);
  return { ...detail, typical: Object.fromEntries(held.map(([name, its]) => [name, typicalOf(its)])) };
}
