import { expect, test } from "vitest";
import type { VersionDetail } from "../contract/index.ts";
import { versionOutline } from "./outline.ts";

test("the middle of numbers, the commonest category, and nothing where nothing was held", () => {
  const counts = { a: 3, b: 9, c: 9 };
  const statistics = {
    age: { type: "number", quantiles: [1, 2, 50, 60, 70] },
    ward: { type: "category", counts },
    empty: { type: "number", quantiles: [] },
    none: { type: "category", counts: {} },
  };
  const outline = versionOutline({ model: "m", statistics } as unknown as VersionDetail);
  expect(outline).toEqual({ model: "m", typical: { age: 50, ward: "b", empty: null, none: null } });
});
