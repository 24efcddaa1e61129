import { describe, expect, test } from "vitest";
import type { VersionDetail } from "../../contract/index.ts";
import type { CellValue } from "../../data/index.ts";
import { silentLogger } from "../../shared/index.ts";
import { salesModel, salesSchema } from "../testing/tiny-models.ts";
import { createLiveVersion } from "./live-version.ts";

const liveWith = (run: (rows: readonly CellValue[][]) => number[]) =>
  createLiveVersion({
    ...{ model: "sales", version: "v0001", schema: salesSchema, fitted: salesModel() },
    detail: {} as VersionDetail,
    fallback: null,
    logger: silentLogger,
    compiled: null,
    runner: {
      run: async (rows) => ({ outputs: 1, values: Float64Array.from(run(rows)) }),
      release: async () => undefined,
    },
  });

describe("a model that is not compiled", () => {
  test("whose session fails while serving is stood in for by the reference predictor, until it works again", async () => {
    let broken = false;
    const live = liveWith((rows) => {
      if (broken) throw new Error("out of memory");
      return rows.map(() => 1);
    });
    const ask = async () => {
      const { scored, row } = await live.one([50, "South"]);
      return [scored.scores.values[row], scored.degraded, live.degraded() !== null];
    };
    expect(await ask()).toEqual([1, false, false]);
    broken = true;
    expect(await ask()).toEqual([100, true, true]);
    broken = false;
    expect(await ask()).toEqual([1, false, false]);
  });

  test("scores the rows of one turn together, each answered by its own", async () => {
    const live = liveWith((rows) => rows.map(([price]) => Number(price)));
    const prices = Array.from({ length: 600 }, (_, i) => 10 + (i % 90));
    const answers = await Promise.all(prices.map((price) => live.one([price, "South"])));
    expect(new Set(answers.map(({ scored }) => scored)).size).toBe(3);
    for (const [i, { scored, row }] of answers.entries()) expect(scored.scores.values[row]).toBe(prices[i]);
  });
});
