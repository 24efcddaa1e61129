/** Versions as a line of descent to draw: one lane for those that have been live, one for those that have not. */
import type { VersionSummary } from "../../core/contract/registry.ts";

export interface LineageRow {
  version: VersionSummary;
  /** 0: is or was live; 1: never was, or was taken out. */
  lane: 0 | 1;
  /** Row of its parent below, or null where that is not shown. */
  parentRow: number | null;
}

const LIVED = new Set(["production", "archived"]);

/** @param versions newest first */
export function lineageRows(versions: readonly VersionSummary[]): LineageRow[] {
  const rowOf = new Map(versions.map(({ version }, row) => [version, row]));
  return versions.map((version) => ({
    version,
    lane: LIVED.has(version.stage) ? 0 : 1,
    parentRow: version.parent === null ? null : (rowOf.get(version.parent) ?? null),
  }));
}
