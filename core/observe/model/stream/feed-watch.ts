/** Has a feed stopped? Known without a new row: from the gaps between the rows that came. */
import type { FeedFacts } from "../../../contract/index.ts";

export interface FeedWatch {
  /** A row came. @param at epoch ms, not before the one before */
  arrive(at: number): void;
  /** What the silence up to now means. @param now epoch ms */
  facts(now: number): FeedFacts;
}

/** Rows that a habit is read from, and how long they must have come: a day, since most feeds sleep at night. */
const LEAST_ARRIVALS = 50;
const LEAST_SPAN = 86_400_000;
/** A silence counts from three times the longest gap, and not under a minute. */
const TIMES = 3;
const LEAST_SILENCE = 60_000;
/** The rows must have come for ten times as long as that: whoever has not seen a weekend knows none. */
const KNOWN = 10;
/** A stop is as long as an earlier one from this share of it on. */
const ALIKE = 0.7;

/**
 * Watches when rows come, in constant memory. A feed has stopped where it has been silent three times longer than it
 * ever was, once it is known for ten times as long. A gap that was a stop is learnt as a habit only when one as long
 * comes again, so that one outage does not hide the next.
 * @example const feed = createFeedWatch(); feed.arrive(0); feed.facts(60_000).stopped // false
 */
export function createFeedWatch(): FeedWatch {
  let arrivals = 0;
  let first = 0;
  let last = 0;
  let longest = 0;
  let outage = Number.POSITIVE_INFINITY;

  const limit = () => Math.max(LEAST_SILENCE, TIMES * longest);
  const isKnown = () => arrivals >= LEAST_ARRIVALS && last - first >= Math.max(LEAST_SPAN, KNOWN * limit());
  const isStop = (silence: number) => isKnown() && silence >= limit();

  return {
    arrive(at) {
      const gap = Math.max(0, at - last);
      const again = gap >= ALIKE * outage;
      if (arrivals === 0) first = at;
      else if (isStop(gap) && !again) outage = gap;
      else longest = Math.max(longest, gap);
      last = Math.max(last, at);
      arrivals++;
    },
    facts(now) {
      const silent = arrivals === 0 ? 0 : Math.max(0, now - last);
      return {
        arrivals,
        last_at: arrivals === 0 ? null : new Date(last).toISOString(),
        silent_seconds: silent / 1000,
        longest_gap_seconds: arrivals < 2 ? null : longest / 1000,
        stopped: isKnown() ? isStop(silent) : null,
      };
    },
  };
}
