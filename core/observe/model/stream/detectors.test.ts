import { readFileSync } from "node:fs";
import { deserialize, serialize } from "node:v8";
import { describe, expect, test } from "vitest";
import { createRng } from "../../../shared/index.ts";
import { createAdwin } from "./adwin.ts";
import { createDdm } from "./ddm.ts";
import type { ChangeDetector } from "./detector.ts";
import { createKswin } from "./kswin.ts";
import { createErrorMonitor, type MonitorState } from "./monitor.ts";
import { createPageHinkley } from "./page-hinkley.ts";

type Name = "steps" | "noisy" | "flat" | "bits";
const golden = JSON.parse(readFileSync(new URL("detectors.golden.json", import.meta.url), "utf8")) as {
  streams: Record<Name, number[]>;
  adwin: Record<Name, number[]>;
  page_hinkley: Record<Name, number[]>;
  ddm: Partial<Record<Name, number[]>>;
};

interface KswinCase {
  stream: number[];
  alpha: number;
  fired: number[];
}
const kswin = JSON.parse(readFileSync(new URL("kswin.golden.json", import.meta.url), "utf8")) as {
  published: KswinCase;
  noisy: KswinCase & { window: number; recent: number };
  drawn: KswinCase & { draws: number[][] };
};

const fired = (detector: ChangeDetector, stream: number[]): number[] =>
  stream.flatMap((value, index) => (detector.update(value) ? [index] : []));

describe("fires where river does", () => {
  test.each(["steps", "noisy", "flat", "bits"] as const)("on the stream %s", (name) => {
    expect(fired(createAdwin(), golden.streams[name])).toEqual(golden.adwin[name]);
    expect(fired(createPageHinkley(), golden.streams[name])).toEqual(golden.page_hinkley[name]);
  });
  test("DDM on bits", () => {
    expect(fired(createDdm(), golden.streams.bits)).toEqual(golden.ddm.bits);
  });
});

describe("KSWIN fires where river's does", () => {
  test("on the documented example", () => {
    const { stream, alpha, fired: at } = kswin.published;
    expect(at).toEqual([1016]);
    expect(fired(createKswin({ alpha }), stream)).toEqual(at);
  });
  test("where all older values are compared", () => {
    const { stream, fired: at, ...options } = kswin.noisy;
    expect(fired(createKswin(options), stream)).toEqual(at);
  });
  test("where the same ones are drawn", () => {
    const { stream, alpha, fired: at, draws } = kswin.drawn;
    let next = 0;
    expect(fired(createKswin({ alpha, draw: () => draws[next++]! }), stream)).toEqual(at);
    expect(next).toBe(draws.length);
  });
});

describe("the error monitor", () => {
  const losses = (rows: number, scale: (row: number) => number, seed: number) => {
    const rng = createRng(seed);
    return Array.from({ length: rows }, (_, row) => scale(row) * rng.normal() ** 2);
  };
  const alarms = (stream: number[]) => {
    const monitor = createErrorMonitor();
    return stream.flatMap((loss, row) => monitor.update(loss).map((name) => ({ name, row })));
  };

  test("is nearly silent where nothing changes, whatever the unit", () => {
    const steady = losses(5000, () => 1e6, 4);
    expect(alarms(steady).length).toBeLessThanOrEqual(1);
  });
  test("hears errors double", () => {
    const found = alarms(losses(4000, (row) => (row < 2000 ? 1 : 4), 5));
    expect(found.some(({ name, row }) => name === "adwin" && row >= 2000 && row < 2300)).toBe(true);
    expect(found.every(({ row }) => row >= 2000)).toBe(true);
  });
  test("hears errors scatter more", () => {
    const rng = createRng(8);
    const stream = Array.from({ length: 3000 }, (_, row) => {
      const loss = 1 + 0.1 * rng.normal();
      return row < 1500 ? loss : rng.next() < 0.85 ? 1.6 : loss / 2;
    });
    expect(alarms(stream).some(({ name, row }) => name === "kswin" && row >= 1500 && row < 1600)).toBe(true);
  });
  test("is silent where errors fall", () => {
    expect(alarms(losses(4000, (row) => (row < 2000 ? 4 : 1), 6))).toEqual([]);
  });
  test("goes on from what was kept of it as if it had never ended, from wherever it was kept", () => {
    const rng = createRng(9);
    const stream = losses(1600, (row) => (row < 700 ? 1 : 5), 10).map((loss) => [loss, rng.next() < 0.3] as const);
    const whole = createErrorMonitor();
    const fired = stream.map(([loss, wrong]) => whole.update(loss, wrong));
    expect(fired.flat().length).toBeGreaterThan(0);
    for (const at of [0, 5, 31, 99, 100, 101, 250, 705, 1300]) {
      const before = createErrorMonitor();
      for (const [loss, wrong] of stream.slice(0, at)) before.update(loss, wrong);
      const after = createErrorMonitor(deserialize(serialize(before.state())) as MonitorState);
      expect(stream.slice(at).map(([loss, wrong]) => after.update(loss, wrong))).toEqual(fired.slice(at));
    }
  });
  test("leaves out what is no number", () => {
    expect(createErrorMonitor().update(Number.NaN, true)).toEqual([]);
  });
});
