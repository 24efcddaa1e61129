import { poissonTail } from "../../statistics/index.ts";
import { percent, say } from "../../words.ts";
import type { Pair } from "../drift/pair.ts";
import type { Found } from "./finding.ts";

/** Least rise of the missing share that is worth a finding, and its improbability. */
const RISE = 0.05;
const IMPROBABLE = 1e-4;
/** A rise that breaks: a fifth of the rows, and three times what was usual. */
const BREAKING_RISE = 0.2;

/** P(so many missing) when both windows miss values equally often: the Poisson tail, which is on the safe side. */
function riseProbability(missing: number, rows: number, missingNow: number, rowsNow: number): number {
  const pooled = (missing + missingNow) / (rows + rowsNow);
  return poissonTail(missingNow, rowsNow * pooled);
}

/** Values that have gone missing: a jump of the missing share, and a feed that has stopped altogether. */
export function missingJump(pair: Pair): Found[] {
  if (pair.kind === "none") return [];
  const { reference, current, name } = pair;
  if (reference.rows === 0 || current.rows === 0) return [];
  const before = reference.missing / reference.rows;
  const now = current.missing / current.rows;
  const rise = now - before;
  const p = riseProbability(reference.missing, reference.rows, current.missing, current.rows);
  if (rise < RISE || p > IMPROBABLE) return [];
  const breaking = rise >= BREAKING_RISE && now >= 3 * before;
  const evidence = say("missingMore", { column: name, now: percent(now), before: percent(before) });
  const found: Found[] = [{ column: name, kind: "missing", evidence, share: now, breaking }];
  if (now === 1)
    found.push({
      column: name,
      kind: "stopped",
      evidence: say("columnStopped", { column: name }),
      share: 1,
      breaking,
    });
  return found;
}
