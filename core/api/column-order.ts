/** Which columns of a model come first, where a page is given some of them. */
import type { Appliance } from "../appliance.ts";
import type { ColumnOrder } from "../contract/index.ts";

/** Which of a model's columns are told. */
export interface AskedColumns {
  order: ColumnOrder;
  most: number;
  /** A further one, after the others. */
  named?: string | undefined;
}

/** How much the answers of the live version lean on each column; nothing where none is live. */
export function importanceOf({ registry }: Pick<Appliance, "registry">, model: string): Map<string, number> {
  const production = registry.production(model);
  if (production === null) return new Map();
  const { importance } = registry.show(`${model}@${production}`);
  return new Map(importance.map(({ feature, importance }) => [feature, importance]));
}

/** @param columns in the order in which they moved, which also decides between equally important ones */
export function firstColumns<C extends { name: string }>(
  appliance: Pick<Appliance, "registry">,
  model: string,
  columns: readonly C[],
  { order, most, named }: AskedColumns,
): C[] {
  const weights = order === "importance" ? importanceOf(appliance, model) : new Map<string, number>();
  const weight = ({ name }: C) => weights.get(name) ?? 0;
  const ordered = weights.size === 0 ? columns : columns.toSorted((a, b) => weight(b) - weight(a));
  const further = ordered.slice(most).filter(({ name }) => name === named);
  return [...ordered.slice(0, most), ...further];
}
