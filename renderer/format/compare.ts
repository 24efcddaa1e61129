/** Two versions side by side: what differs, and whether it is more than chance. */
import { higherIsBetter, type MetricName } from "../../core/contract/names.ts";
import type { AuditEntry, VersionOutline } from "../../core/contract/registry.ts";
import { GateVerdict } from "../../core/contract/train.ts";
import { importanceShares } from "./importance.ts";

export interface MetricPair {
  name: MetricName;
  values: readonly [number | null, number | null];
  intervals: readonly [readonly [number, number] | null, readonly [number, number] | null];
  /** First less second. */
  difference: number | null;
  /** Index of the better one; null where they are equal or cannot be compared. */
  better: 0 | 1 | null;
  /** Whether the intervals overlap; null where one is missing. */
  overlap: boolean | null;
}

type Measured = Pick<VersionOutline, "metrics" | "intervals">;

export function metricPairs(a: Measured, b: Measured): MetricPair[] {
  const names = [...new Set([...Object.keys(a.metrics), ...Object.keys(b.metrics)])] as MetricName[];
  return names.map((name) => {
    const values = [a.metrics[name] ?? null, b.metrics[name] ?? null] as const;
    const intervals = [a.intervals[name] ?? null, b.intervals[name] ?? null] as const;
    const [first, second] = values;
    const difference = first === null || second === null ? null : first - second;
    const better = difference === null || difference === 0 ? null : difference > 0 === higherIsBetter(name) ? 0 : 1;
    const [one, other] = intervals;
    const overlap = one && other ? one[0] <= other[1] && other[0] <= one[1] : null;
    return { name, values, intervals, difference, better, overlap };
  });
}

/** Shares of both, the largest first; 0 where a version does not know the column. */
export function importancePairs(
  a: VersionOutline,
  b: VersionOutline,
): { feature: string; shares: readonly [number, number] }[] {
  const [first, second] = [a, b].map(
    ({ importance }) => new Map(importanceShares(importance).map(({ feature, share }) => [feature, share])),
  );
  const features = [...new Set([...(first?.keys() ?? []), ...(second?.keys() ?? [])])];
  return features
    .map((feature) => ({ feature, shares: [first?.get(feature) ?? 0, second?.get(feature) ?? 0] as const }))
    .toSorted((x, y) => Math.max(...y.shares) - Math.max(...x.shares));
}

const shown = (value: unknown): string => (typeof value === "object" ? JSON.stringify(value) : String(value));

/** Parameters that are not the same in both. */
export function parameterPairs(a: VersionOutline, b: VersionOutline): { name: string; values: [string, string] }[] {
  const [first, second] = [a.lineage.parameters, b.lineage.parameters];
  return [...new Set([...Object.keys(first), ...Object.keys(second)])].flatMap((name) => {
    const values: [string, string] = [first, second].map((own) => (name in own ? shown(own[name]) : "")) as [
      string,
      string,
    ];
    return values[0] === values[1] ? [] : [{ name, values }];
  });
}

/** What the gate said last of a version, as the audit trail keeps it; null where it was never asked. */
export function lastGate(entries: readonly AuditEntry[], model: string, version: string): GateVerdict | null {
  const subject = `${model}@${version}`;
  for (const entry of entries.toReversed()) {
    if (entry.subject !== subject) continue;
    const gate = GateVerdict.safeParse(entry.detail.gate).data;
    if (gate) return gate;
  }
  return null;
}
