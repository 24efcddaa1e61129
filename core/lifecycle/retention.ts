/** What of the prediction log may go to the archive: what is old enough, and what nobody in the loop reads any more. */
import { type Archive, type Kept, monthBegan } from "../serve/index.ts";
import type { Loop } from "./loop.ts";
import { LARGEST_WINDOW } from "./window.ts";

const DAY = 86_400_000;

type Needs = Pick<Loop, "db" | "registry" | "clock">;

/** Versions that were live since a time and no longer are. */
const left = ({ db }: Needs, model: string, since: number): string[] =>
  db
    .prepare<[string, number], string>(
      "SELECT from_version FROM moves WHERE model = ? AND at >= ? AND from_version IS NOT NULL",
    )
    .pluck()
    .all(model, since);

/**
 * Healing learns from every outcome since the set that a line of versions began with: those stay for the lines of all
 * versions that are in use, were until lately, or are young. Windows and trials read the newest rows.
 */
export function keptRows(needs: Needs, model: string): Kept {
  const { registry, clock } = needs;
  const oldest = clock.now() - registry.policy(model).retention_days * DAY;
  const { canary, shadows } = registry.traffic(model);
  const beside = [...(canary ? [canary] : []), ...shadows];
  const stand = [registry.production(model), ...beside.map(({ version }) => version)];
  const inUse = new Set([...stand, ...left(needs, model, oldest)]);
  const versions = registry.versions(model);
  const began = new Map(versions.map(({ version, created_at }) => [version, Date.parse(created_at)]));
  const lines = versions
    .filter(({ version }) => inUse.has(version) || began.get(version)! >= oldest)
    .map(({ version }) => began.get(registry.root(model, version))!);
  return {
    newest: LARGEST_WINDOW,
    since: Math.min(monthBegan(oldest), ...beside.map(({ since }) => since)),
    labelledSince: Math.min(Number.POSITIVE_INFINITY, ...lines),
  };
}

/** Archives what may go of one model. @returns rows that went @throws as `Archive.run` */
export const archiveOld = (loop: Needs, archive: Archive, model: string): Promise<number> =>
  archive.run(model, keptRows(loop, model));
