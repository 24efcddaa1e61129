import { expect, test } from "vitest";
import type { VersionDetail } from "../../contract/index.ts";
import { silentLogger } from "../../shared/index.ts";
import { salesModel, salesSchema } from "../testing/tiny-models.ts";
import { createLiveVersion } from "./live-version.ts";

test("a session that fails while serving is stood in for by the reference predictor, until it works again", async () => {
  let broken = false;
  const live = createLiveVersion({
    ...{ model: "sales", version: "v0001", schema: salesSchema, fitted: salesModel() },
    detail: {} as VersionDetail,
    engine: "onnx",
    fallback: null,
    logger: silentLogger,
    runner: {
      run: async (rows) => {
        if (broken) throw new Error("out of memory");
        return { outputs: 1, values: Float64Array.from(rows, () => 1) };
      },
      release: async () => undefined,
    },
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
