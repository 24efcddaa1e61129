import fc from "fast-check";
import { expect, test } from "vitest";
import { nextBelow } from "./float32.ts";

const float32 = fc.float({ noNaN: true });

test("v < x is v ≤ nextBelow(x), for every float32 v and every x", () => {
  fc.assert(
    fc.property(float32, fc.oneof(float32, fc.double({ noNaN: true })), (v, x) => {
      expect(v <= nextBelow(x)).toBe(v < x);
    }),
    {
      examples: [
        [0, 0],
        [-0, 0],
        [1, 1],
        [1, 1 + 2 ** -40],
        [-1, -1 - 2 ** -40],
        [-(2 ** -149), 0],
        [0, 2 ** -149],
      ],
    },
  );
});
