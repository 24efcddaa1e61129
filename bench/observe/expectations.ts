/** How often the proposed expectations cry wolf: windows of real tables in which nothing has changed. */
import type { ModelSchema } from "../../core/contract/index.ts";
import { takeRows } from "../../core/data/index.ts";
import { judgeExpectations, proposeExpectations } from "../../core/observe/index.ts";
import { createRng, deriveSeed } from "../../core/shared/index.ts";
import type { Shuffled } from "./shuffled.ts";

/** The columns of a table as the features of a model; only what proposing reads is there. */
function schemaOf({ types }: Shuffled): ModelSchema {
  const base = { nullable: true, missingTokens: [] };
  const range = { min: 0, max: 1, low: 0, high: 1, source: "learned" as const };
  const features = Object.entries(types).map(([name, type]): ModelSchema["features"][number] => {
    if (type === "number") return { ...base, name, type, range, integer: false };
    if (type === "datetime") return { ...base, name, type, format: "iso" };
    return { ...base, name, type, categories: [] };
  });
  return { task: "regression", target: "", classes: [], positive: null, features, time: [] };
}

/** Rules judged on windows of the second half, proposed from the first, and those that were broken. */
export function brokenExpectations(shuffled: Shuffled, sizes: readonly number[], windows: number, seed: number) {
  const { table } = shuffled;
  const half = table.rows >> 1;
  const first = takeRows(
    table,
    Int32Array.from({ length: half }, (_, row) => row),
  );
  const suite = proposeExpectations(first, schemaOf(shuffled));
  const rest = Int32Array.from({ length: table.rows - half }, (_, row) => half + row);
  const rng = createRng(deriveSeed(seed, "windows"));
  let judged = 0;
  const broken: string[] = [];
  for (const rows of sizes.filter((size) => size <= rest.length)) {
    for (let k = 0; k < windows; k++) {
      const window = takeRows(table, rng.shuffle(rest.slice()).slice(0, rows));
      const ids = Array.from({ length: rows }, (_, row) => String(row));
      for (const { id, result } of judgeExpectations(suite, {}, { table: window, ids, unreadable: new Map() })) {
        if (result === null || result.passed === null) continue;
        judged++;
        if (!result.passed) broken.push(id);
      }
    }
  }
  return { rules: suite.length, judged, broken };
}
