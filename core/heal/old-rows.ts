/** Where the policy asks for it: not worse on the rows that the line of versions began with. */
import { sliceRows, type Table, takeRows } from "../data/index.ts";
import type { LoadedVersion } from "../registry/index.ts";
import { contest } from "./contest.ts";
import type { HealContext } from "./context.ts";
import type { Check } from "./gate.ts";
import { rootOf, trainingSet } from "./learning-rows.ts";
import { meanLosses } from "./losses.ts";

const MOST_ROWS = 5000;

const evenly = (table: Table): Table =>
  table.rows <= MOST_ROWS
    ? sliceRows(table, 0, table.rows)
    : takeRows(
        table,
        Int32Array.from({ length: MOST_ROWS }, (_, at) => Math.floor((at * table.rows) / MOST_ROWS)),
      );

/**
 * The mean loss on the first training set beside the champion's, which learnt from it too: a version that has turned
 * its back on the old world shows it here.
 */
export async function oldRowsCheck(
  context: HealContext,
  champion: LoadedVersion,
  challenger: LoadedVersion,
  margin: number | null,
): Promise<Check[]> {
  if (margin === null) return [];
  const { registry } = context;
  const rows = evenly(await trainingSet(context, rootOf(registry, champion.model, champion.version)));
  const losses = meanLosses(await contest(champion.fitted, challenger.fitted, champion.schema, rows));
  const limit = losses.champion * (1 + margin);
  return [
    {
      name: "loss on the oldest rows not worse",
      ok: losses.challenger <= limit,
      value: Number(losses.challenger.toPrecision(6)),
      limit: Number(limit.toPrecision(6)),
    },
  ];
}
