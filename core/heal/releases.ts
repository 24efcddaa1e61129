/** Who went live when: the newest entry of the registry's record of moves. */
import type { HealContext } from "./context.ts";

export interface Release {
  version: string;
  /** Epoch ms. */
  at: number;
  /** What was live before. */
  from: string | null;
  kind: "promote" | "rollback";
}

/** The move that made the live version live, or null where none is. */
export function lastRelease({ db }: Pick<HealContext, "db">, model: string): Release | null {
  return (
    db
      .prepare<[string], Release>(
        'SELECT to_version AS version, at, from_version AS "from", kind FROM moves WHERE model = ? ORDER BY seq DESC LIMIT 1',
      )
      .get(model) ?? null
  );
}
