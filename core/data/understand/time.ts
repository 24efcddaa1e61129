/** Which column tells when a row happened, if one does. */
import { say } from "../../contract/index.ts";
import { nameTokens } from "../read/name-tokens.ts";
import type { ReadResult } from "../read/read-table.ts";

/** Dates of people and contracts, not of rows. */
const OTHER_DATES: ReadonlySet<string> = new Set(
  "birth birthday born dob expiry expires expiration due valid hire hired joined founded built".split(" "),
);
const LEAST_DISTINCT = 20;
/** No single value may hold more of the rows: a date of export is no time of the rows. */
const MOST_AT_ONCE = 0.2;

/** Share of neighbouring rows that do not step back in time; whichever direction fits better. */
function orderedShare(values: Float64Array): number {
  let [up, down, pairs] = [0, 0, 0];
  for (let row = 1; row < values.length; row++) {
    const step = values[row]! - values[row - 1]!;
    if (Number.isNaN(step)) continue;
    pairs++;
    if (step >= 0) up++;
    if (step <= 0) down++;
  }
  return pairs === 0 ? 0 : Math.max(up, down) / pairs;
}

/** Share of the rows that the commonest value has. */
function mostAtOnce(values: Float64Array): number {
  const sorted = values.toSorted();
  let [most, from] = [0, 0];
  for (let row = 1; row <= sorted.length; row++) {
    if (sorted[row] === sorted[from]) continue;
    most = Math.max(most, row - from);
    from = row;
  }
  return most / values.length;
}

/**
 * The date column by which rows are ordered, or over which they are spread: it makes all splits time-ordered, so
 * that a model is judged on rows newer than those it learnt from. The best ordered one wins, then the leftmost.
 * @param without columns that are set aside or are the target
 */
export function proposeTime(read: ReadResult, without: ReadonlySet<string>): { column: string; reason: string } | null {
  const candidates = read.table.columns.flatMap((column, place) => {
    const profile = read.profiles[place]!;
    if (column.kind !== "datetime" || profile.distinct < LEAST_DISTINCT || profile.missing_share > 0.05) return [];
    if (without.has(column.name)) return [];
    if (nameTokens(column.name).some((token) => OTHER_DATES.has(token))) return [];
    if (mostAtOnce(column.values) > MOST_AT_ONCE) return [];
    return [{ column: column.name, ordered: orderedShare(column.values) }];
  });
  const [best] = candidates.sort((a, b) => Number(b.ordered > 0.98) - Number(a.ordered > 0.98));
  if (best === undefined) return null;
  const reason = best.ordered > 0.98 ? say("inItsOrder") : say("spreadOver");
  return { column: best.column, reason };
}
