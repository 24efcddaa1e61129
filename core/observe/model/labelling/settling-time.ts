/** How long outcomes take to come. */

/** Of the outcomes that ever come, this share has come when a row is settled. */
const SETTLED = 0.95;

/**
 * The age at which 95 % of the outcomes that ever come have come, by the product-limit estimate: rows without an outcome
 * are censored at their age, so that young rows do not make outcomes look quicker than they are.
 * @param delays ms from answer to outcome, NaN where none has come
 * @param ages ms since the answer
 * @returns ms; null where no outcome has come
 * Source: Kaplan & Meier 1958.
 */
export function settlingTime(delays: Float64Array, ages: Float64Array): number | null {
  const times = delays.map((delay, row) => (Number.isNaN(delay) ? ages[row]! : delay));
  const order = Int32Array.from(times.keys()).sort((a, b) => times[a]! - times[b]! || a - b);
  const came: { at: number; share: number }[] = [];
  let waiting = 1;
  for (let i = 0; i < order.length; ) {
    const at = times[order[i]!]!;
    const atRisk = order.length - i;
    let events = 0;
    for (; i < order.length && times[order[i]!] === at; i++) if (!Number.isNaN(delays[order[i]!]!)) events++;
    if (events === 0) continue;
    waiting *= 1 - events / atRisk;
    came.push({ at, share: 1 - waiting });
  }
  const last = came.at(-1);
  return last ? came.find(({ share }) => share >= SETTLED * last.share)!.at : null;
}
