/** Who answers a request: production, or the canary for its share of the clients. */
import { HomeostatError } from "../../contract/index.ts";
import type { LiveVersion } from "../session/live-version.ts";
import type { Sessions } from "../session/sessions.ts";

/** Rows of a batch that tell whether the canary takes what production takes. */
const TRIED_ROWS = 256;

type Fields = Record<string, unknown>;
const isFields = (row: unknown): row is Fields => typeof row === "object" && row !== null && !Array.isArray(row);

/**
 * The canary answers what it accepts; what it refuses and production accepts is answered by production, and counted
 * against the canary, so that no client suffers from a version on trial.
 * @throws as Sessions.get
 */
export function chooseVersion(
  sessions: Sessions,
  model: string | undefined,
  rows: readonly unknown[],
  key: string | undefined,
): LiveVersion {
  const chosen = sessions.route(model, key);
  const production = sessions.get(chosen.model);
  if (chosen === production) return chosen;
  const refused = rows
    .slice(0, TRIED_ROWS)
    .some((row) => isFields(row) && !chosen.validate(row).ok && production.validate(row).ok);
  if (!refused) return chosen;
  chosen.tally?.record(true);
  return production;
}

/** A version that clients may ask for by name: production or the canary. @throws NOT_LIVE, and as Sessions.get */
export function namedVersion(sessions: Sessions, model: string | undefined, version: string): LiveVersion {
  const production = sessions.get(model);
  const canary = sessions.split(production.model).canary?.live;
  const found = [production, canary].find((live) => live?.version === version);
  if (!found) throw new HomeostatError("NOT_LIVE", { model: production.model, version, live: production.version });
  return found;
}
