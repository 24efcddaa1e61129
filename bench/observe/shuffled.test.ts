import { describe, expect, test } from "vitest";
import { hasSharedData } from "../../core/testing/shared-data.ts";
import { brokenExpectations } from "./expectations.ts";
import { falseFindings, SIZES, sharedTables, shuffledTable } from "./shuffled.ts";

/** `npm run bench:observe` draws a hundred of each. */
const WINDOWS = 3;

describe.skipIf(!hasSharedData)("real tables, their rows shuffled", () => {
  test.each(sharedTables())("%s: no finding of quality, no broken expectation", async (file) => {
    const shuffled = await shuffledTable(file, 1);
    const found = SIZES.flatMap((rows) => falseFindings(shuffled, rows, WINDOWS, 2).findings);
    expect(found).toEqual([]);
    const { judged, broken } = brokenExpectations(shuffled, SIZES, WINDOWS, 2);
    expect(broken.length).toBeLessThanOrEqual(0.001 * judged);
  });
});
