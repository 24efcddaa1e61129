import { describe, expect, test } from "vitest";
import { createRng, deriveSeed } from "../../../shared/index.ts";
import { createFeedWatch } from "./feed-watch.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Rows about once a minute for some days; `open` says at which hours of which day. */
function feed(days: number, open: (hour: number, day: number) => boolean = () => true) {
  const watch = createFeedWatch();
  const rng = createRng(deriveSeed(days, "feed"));
  const alarms: number[] = [];
  let last = 0;
  for (let at = 0; at < days * DAY; at += -Math.log(1 - rng.next()) * MINUTE) {
    const day = Math.floor(at / DAY);
    // Looked at every ten minutes, as the watch does.
    for (let look = last; look < at; look += 10 * MINUTE) if (watch.facts(look).stopped) alarms.push(look);
    last = at;
    if (open(Math.floor((at % DAY) / HOUR), day)) watch.arrive(at);
  }
  return { watch, alarms, last };
}

describe("a feed", () => {
  test("that comes day and night has stopped within the hour", () => {
    const { watch, alarms, last } = feed(3);
    expect(alarms).toEqual([]);
    expect(watch.facts(last + 5 * MINUTE).stopped).toBe(false);
    expect(watch.facts(last + HOUR).stopped).toBe(true);
  });
  test("that sleeps at night and on Sundays never cries wolf in a month", () => {
    const { alarms } = feed(28, (hour, day) => hour >= 8 && hour < 18 && day % 7 !== 6);
    expect(alarms).toEqual([]);
  });
  test("is not known after an hour, nor by a handful of rows", () => {
    const watch = createFeedWatch();
    for (let k = 0; k < 60; k++) watch.arrive(k * MINUTE);
    expect(watch.facts(10 * HOUR).stopped).toBeNull();
    const rare = createFeedWatch();
    for (let k = 0; k < 10; k++) rare.arrive(k * DAY);
    expect(rare.facts(60 * DAY).stopped).toBeNull();
  });
  test("that stopped once is noticed the next time, and one that stops again and again has got a habit", () => {
    const { watch, last } = feed(4);
    let now = last;
    const stops = [1, 2, 3].map(() => {
      const stopped = watch.facts(now + 5 * HOUR).stopped;
      now += 5 * HOUR;
      for (let k = 0; k < 2000; k++) {
        now += MINUTE;
        watch.arrive(now);
      }
      return stopped;
    });
    expect(stops).toEqual([true, true, false]);
  });
  test("without a row is not known", () => {
    expect(createFeedWatch().facts(5)).toEqual({
      ...{ arrivals: 0, last_at: null, silent_seconds: 0, longest_gap_seconds: null, stopped: null },
    });
  });
});
