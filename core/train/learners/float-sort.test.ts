import fc from "fast-check";
import { expect, test } from "vitest";
import { sortFloats } from "./float-sort.ts";

test("sorts as the built-in sort does, the infinities and both zeros included, and leaves its input alone", () => {
  fc.assert(
    fc.property(fc.array(fc.float({ noNaN: true }), { maxLength: 200 }), (list) => {
      const values = Float32Array.from(list);
      expect(sortFloats(values)).toEqual(Float32Array.from(list).sort());
      expect(values).toEqual(Float32Array.from(list));
    }),
    { examples: [[[0, -0, Number.POSITIVE_INFINITY, -(2 ** -149), Number.NEGATIVE_INFINITY, 3.4028234663852886e38]]] },
  );
});
