/** Importances as shares of their sum, the largest first; what made a model worse when it was shuffled has none. */
export function importanceShares(
  importance: readonly { feature: string; importance: number }[],
): { feature: string; share: number }[] {
  const total = importance.reduce((sum, one) => sum + Math.max(0, one.importance), 0) || 1;
  return importance
    .map((one) => ({ feature: one.feature, share: Math.max(0, one.importance) / total }))
    .toSorted((a, b) => b.share - a.share);
}
