/** The rule played on a small invented stream; `node bench/heal.ts --played` plays it on the others. */
import { join } from "node:path";
import { expect, test } from "vitest";
import { Policy } from "../../core/contract/index.ts";
import { temporaryFolder } from "../../core/testing/temporary.ts";
import { FIRST } from "./contests.ts";
import { inventedStreams } from "./invented.ts";
import { type Matrix, matrixOf } from "./matrix.ts";
import { play } from "./playground.ts";
import { evenly, keepTo } from "./rivals.ts";
import { blockMeans, playedHindsight, scored, shareOf } from "./score.ts";

const policy = Policy.parse({ mode: "automatic" });

test("a turning world is followed, and the same models give the same play", async () => {
  const cache = temporaryFolder();
  const spec = { ...inventedStreams(cache, 1).find(({ name }) => name === "hyperplane")!, block: 960 };
  const open = (): Promise<Matrix> => matrixOf(spec, { file: join(cache, spec.file), seed: 0, cache });
  const stream = scored(await open());
  const { matrix, contests } = stream;
  const played = play(matrix, contests, { policy, delay: 1 });
  expect(played.served).toHaveLength(matrix.blocks);
  expect(played.served[0]).toBe(FIRST);
  expect(played.promotions.length).toBeGreaterThan(0);
  expect(played.promotions.length).toBeLessThanOrEqual(played.tests);
  expect(shareOf(stream, blockMeans(matrix, contests, played.served), "loss")).toBeGreaterThan(0.5);
  expect(playedHindsight(stream, played)).toMatchObject({ wrong: 0, harmful: 0 });

  // No model knows rows whose outcomes are not there yet.
  for (const delay of [1, 3])
    play(matrix, contests, { policy, delay }).served.forEach(({ halves }, at) => {
      expect(halves).toBeLessThanOrEqual(2 * Math.max(0, at - delay));
    });
  const clock = keepTo(matrix, evenly(matrix, 3, 2), 2);
  expect(clock.refits).toBe(3);
  clock.served.forEach(({ halves }, at) => {
    expect(halves).toBeLessThanOrEqual(2 * Math.max(0, at - 2));
  });

  // From the files, without a fit.
  const again = scored(await open());
  expect(play(again.matrix, again.contests, { policy, delay: 1 })).toEqual(played);
  expect(shareOf(stream, stream.never, "loss")).toBeCloseTo(0, 12);
  expect(shareOf(stream, stream.always, "loss")).toBe(1);
});
