import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRng } from "../../shared/index.ts";
import { measure } from "../evaluate/index.ts";
import { calibrated } from "../reference/index.ts";
import { calibrate, fitCalibration } from "./calibrate.ts";
import { type Held, pool } from "./held.ts";

/** Log odds drawn at random, labels drawn by them; the model says `slope` times the log odds, plus `shift` for class 1. */
function said(rows: number, classes: number, seed: number, slope: number, shift = 0): Held {
  const rng = createRng(seed);
  const values = new Float64Array(rows * classes);
  const truth = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const odds = Array.from({ length: classes }, () => 1.5 * rng.normal());
    const shares = (scale: number, extra: number): number[] => {
      const parts = odds.map((x, k) => Math.exp(scale * x + (k === 1 ? extra : 0)));
      const total = parts.reduce((sum, x) => sum + x, 0);
      return parts.map((x) => x / total);
    };
    let left = rng.next();
    truth[row] = shares(1, 0).reduce((label, share, k) => {
      left -= share;
      return left < 0 && label < 0 ? k : label;
    }, -1);
    if (truth[row]! < 0) truth[row] = classes - 1;
    values.set(shares(slope, shift), row * classes);
  }
  return { scores: { outputs: classes, values }, truth };
}

const folds = (classes: number, seed: number, slope: number, shift?: number): Held[] =>
  [1, 2, 3].map((fold) => said(500, classes, 100 * seed + fold, slope, shift));

const logLoss = ({ scores, truth }: Held, task: "binary" | "multiclass"): number =>
  measure("log_loss", scores, truth, task, null)!;

describe("calibration", () => {
  test("two classes: slope and offset of what was said too surely are found", () => {
    const { slope, offsets } = fitCalibration(said(20_000, 2, 1, 2.5, 1));
    expect(slope).toBeCloseTo(1 / 2.5, 1);
    expect(offsets[0]).toBe(0);
    expect(offsets[1]).toBeCloseTo(-1 / 2.5, 1);
  });

  test("more classes: one temperature", () => {
    const { slope, offsets } = fitCalibration(said(20_000, 4, 2, 0.5));
    expect(slope).toBeCloseTo(2, 1);
    expect(offsets).toEqual([0, 0, 0, 0]);
  });

  test("no slope or offset nearby has a smaller log loss", () => {
    const held = said(2000, 2, 3, 3, 0.5);
    const best = fitCalibration(held);
    const loss = (slope: number, offset: number): number =>
      logLoss(
        {
          ...held,
          scores: { outputs: 2, values: calibrated(held.scores.values, { ...best, slope, offsets: [0, offset] }) },
        },
        "binary",
      );
    const found = loss(best.slope, best.offsets[1]!);
    for (const [slope, offset] of [
      [0.05, 0],
      [-0.05, 0],
      [0, 0.1],
      [0, -0.1],
    ] as const)
      expect(loss(best.slope + slope, best.offsets[1]! + offset)).toBeGreaterThan(found);
  });

  test.each([2, 3])("%i classes: kept where it makes unseen rows' probabilities truer, with the proof", (classes) => {
    const task = classes === 2 ? "binary" : "multiclass";
    const parts = folds(classes, 4, 3);
    const { report, held, calibration } = calibrate(parts, task)!;
    expect(calibration.slope).toBeLessThan(0.5);
    expect(report.rows).toBe(1500);
    expect(report.after.brier!).toBeLessThan(report.before.brier! - 0.01);
    expect(report.after.ece!).toBeLessThan(report.before.ece! / 2);
    expect(report.after.bins.reduce((sum, { count }) => sum + count, 0)).toBe(classes === 2 ? 1500 : 4500);
    expect(held.map(({ truth }) => truth)).toEqual(parts.map(({ truth }) => truth));
    const crossed = held.map((part) => ({ part, loss: logLoss(part, task) }));
    crossed.forEach(({ loss }, at) => {
      expect(loss).toBeLessThan(logLoss(parts[at]!, task));
    });
    expect(measure("brier", pool(held).scores, pool(held).truth, task, null)).toBe(report.after.brier);
  });

  test("a single validation part is enough: its halves judge each other", () => {
    const [part] = folds(2, 5, 3);
    const { held } = calibrate([part!], "binary")!;
    expect(held).toHaveLength(1);
    expect(held[0]!.truth).toEqual(part!.truth);
  });

  test("probabilities that are true already are hardly ever touched; numbers never", () => {
    const touched = Array.from({ length: 40 }, (_, seed) => calibrate(folds(2, seed, 1), "binary")).filter(Boolean);
    expect(touched.length).toBeLessThanOrEqual(4);
    expect(calibrate(folds(2, 1, 3), "regression")).toBeNull();
    expect(calibrate([], "binary")).toBeNull();
  });

  test("a model that has its classes the wrong way round is left alone: calibration keeps the order", () => {
    expect(calibrate(folds(2, 6, -1), "binary")).toBeNull();
  });

  test("certainties, right or wrong, are survived; answers stay probabilities in the same order", () => {
    const probability = fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true }));
    const row = fc.tuple(probability, fc.nat(1));
    const property = fc.property(fc.array(row, { minLength: 2, maxLength: 40 }), (rows) => {
      const held = {
        scores: { outputs: 2, values: Float64Array.from(rows.flatMap(([p]) => [1 - p, p])) },
        truth: Float64Array.from(rows, ([, label]) => label),
      };
      const calibration = fitCalibration(held);
      const values = calibrated(held.scores.values, calibration);
      for (let at = 0; at < rows.length; at++) expect(values[2 * at]! + values[2 * at + 1]!).toBeCloseTo(1, 12);
      if (calibration.slope <= 0) return;
      const order = rows.map(([p], at) => ({ p, after: values[2 * at + 1]! })).sort((a, b) => a.p - b.p);
      order.slice(1).forEach(({ after }, at) => {
        expect(after).toBeGreaterThanOrEqual(order[at]!.after - 1e-12);
      });
    });
    fc.assert(property);
  });
});
