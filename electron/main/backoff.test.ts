import { expect, test } from "vitest";
import { backoff } from "./backoff.ts";

test("waits double up to half a minute", () => {
  expect([1, 2, 3, 4, 8, 100].map(backoff)).toEqual([250, 500, 1000, 2000, 30_000, 30_000]);
});
