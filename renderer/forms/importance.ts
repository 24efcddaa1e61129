import type { Feature } from "../../core/contract/model-schema.ts";
import type { VersionOutline } from "../../core/contract/registry.ts";

/** A version's features, the most important first; those of equal weight in the schema's order. */
export function byImportance({ schema, importance }: Pick<VersionOutline, "schema" | "importance">): Feature[] {
  const weight = new Map(importance.map((each) => [each.feature, each.importance]));
  return schema.features.toSorted((a, b) => (weight.get(b.name) ?? 0) - (weight.get(a.name) ?? 0));
}
