/** Categories that came back under another name: by their spelling, or by their shares where all others stayed. */
import { psi } from "../../statistics/index.ts";
import { type CategorySide, present } from "../drift/sides.ts";

/** A level that is gone would be gone by chance this seldom. */
const BY_CHANCE = 1e-4;
/** Shares agree within so many standard errors; from so many rows on that says something. */
const AGREE = 2;
const LEAST_ROWS = 200;
const LEAST_SHARE = 0.05;
/** PSI of all other levels up to which they count as unchanged. */
const UNCHANGED = 0.1;

const shareOf = (side: CategorySide, level: string): number => (side.counts.get(level) ?? 0) / present(side);

/** "General Ward" and "general_ward" are one name. */
const spelling = (level: string): string => level.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");

/** Standard errors between two shares. */
function distance(reference: CategorySide, level: string, current: CategorySide, name: string): number {
  const [n, m] = [present(reference), present(current)];
  const pooled = (shareOf(reference, level) * n + shareOf(current, name) * m) / (n + m);
  return (
    Math.abs(shareOf(reference, level) - shareOf(current, name)) / Math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))
  );
}

/** The only one that fits, and that nothing else fits. */
function uniquePairs(from: readonly string[], to: readonly string[], fits: (a: string, b: string) => boolean) {
  return from.flatMap((a): [string, string][] => {
    const [match, ...more] = to.filter((b) => fits(a, b));
    return match !== undefined && more.length === 0 && from.filter((other) => fits(other, match)).length === 1
      ? [[a, match]]
      : [];
  });
}

function othersUnchanged(reference: CategorySide, current: CategorySide, moved: ReadonlySet<string>): boolean {
  const others = [...reference.counts.keys()].filter((level) => !moved.has(level));
  if (others.length === 0) return true;
  const counts = ({ counts }: CategorySide) => Float64Array.from(others, (level) => counts.get(level) ?? 0);
  return psi(counts(reference), counts(current)) < UNCHANGED;
}

/**
 * New names → the names they had, or null where none can be told.
 * @example renamed(wards, wardsToday) // { "Surgery": "surgery" }
 */
export function renamed(reference: CategorySide, current: CategorySide): Record<string, string> | null {
  const unseen = [...current.counts.keys()].filter((level) => !reference.counts.has(level));
  const gone = [...reference.counts.keys()].filter((level) => !current.counts.has(level));
  const alike = uniquePairs(unseen, gone, (a, b) => spelling(a) !== "" && spelling(a) === spelling(b));
  const paired = new Set(alike.flat());
  const surelyGone = gone.filter(
    (level) => !paired.has(level) && (1 - shareOf(reference, level)) ** present(current) < BY_CHANCE,
  );
  const notable = unseen.filter((level) => !paired.has(level) && shareOf(current, level) >= LEAST_SHARE);
  // Of two levels that are both gone, either could be either.
  const telling = reference.counts.size > 2 || gone.length < reference.counts.size;
  const byShare =
    present(current) >= LEAST_ROWS && telling
      ? uniquePairs(notable, surelyGone, (a, b) => distance(reference, b, current, a) <= AGREE)
      : [];
  const trusted = othersUnchanged(reference, current, new Set([...alike, ...byShare].flat())) ? byShare : [];
  const names = [...alike, ...trusted];
  return names.length > 0 ? Object.fromEntries(names) : null;
}
