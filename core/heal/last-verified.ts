/** Until a version has held on rows that came after it went live, the version before it is what is known to be good. */
import type { HealContext } from "./context.ts";

/** A version that held on new rows after its promotion. */
const isVerified = ({ db }: Pick<HealContext, "db">, model: string, version: string): boolean =>
  db
    .prepare<[string, string], { id: string }>(
      `SELECT i.id FROM incidents i JOIN incident_steps s ON s.incident = i.id
        WHERE i.model = ? AND i.state <> 'rolled_back' AND json_extract(i.body, '$.challenger') = ?
          AND json_extract(s.data, '$.verified') IS NOT NULL LIMIT 1`,
    )
    .get(model, version) !== undefined;

/**
 * The newest version on the line of the live one that was verified, or that a person trained or brought in; null where
 * that is the live one itself.
 * @example lastVerified(context, "clinic", "v0003") // "v0001": two refits followed each other too fast to be verified
 */
export function lastVerified(
  context: Pick<HealContext, "db" | "registry">,
  model: string,
  live: string,
): string | null {
  let detail = context.registry.show(`${model}@${live}`);
  while (
    detail.parent !== null &&
    detail.trigger !== "train" &&
    detail.trigger !== "import" &&
    !isVerified(context, model, detail.version)
  )
    detail = context.registry.show(`${model}@${detail.parent}`);
  return detail.version === live ? null : detail.version;
}
