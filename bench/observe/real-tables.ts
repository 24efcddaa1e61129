/** Real tables whose rows are shuffled: whatever stands in them, nothing has changed, and nothing may be said to have. */
import { type ReadResult, readTable, type Table, takeColumns, takeRows } from "../../core/data/index.ts";
import { compareTables, type DriftOptions } from "../../core/observe/index.ts";
import { createRng, deriveSeed } from "../../core/shared/index.ts";
import { sharedData } from "../../core/testing/shared-data.ts";
import { type Alarms, countAlarms } from "./calibration.ts";

export const TABLES = [
  ...["adult.csv.gz", "bike_sharing_hour.csv", "boston_housing.csv", "california_housing.csv", "electricity.csv"],
  ...["flights_2001.csv.gz", "heart_cleveland.csv", "hflights_2011.csv.gz", "iris.csv", "mdrr_wide.csv"],
  ...["orange_juice_retail.csv.gz", "penguins.csv", "pima_indians_diabetes.csv", "powersupply.csv", "superstore.csv"],
  ...["titanic.csv", "winequality-red.csv", "winequality-white.csv"],
];

/** Rows of one window and most of the reference: small tables are cut in three, one part to two. */
const LARGEST = { current: 500, reference: 5000 };

/** As `homeostat drift` chooses them: identifiers and free text cannot drift. */
function typesOf({ profiles }: ReadResult): NonNullable<DriftOptions["types"]> {
  const types: NonNullable<DriftOptions["types"]> = {};
  for (const { name, type } of profiles) if (type !== "identifier" && type !== "text") types[name] = type;
  return types;
}

/** Some rows of a table, in the order drawn; the shuffle stops where enough are. */
function draw(table: Table, rows: number, seed: number): Int32Array {
  const rng = createRng(seed);
  const order = Int32Array.from({ length: table.rows }, (_, row) => row);
  for (let i = 0; i < rows; i++) {
    const j = i + rng.int(table.rows - i);
    const held = order[i]!;
    order[i] = order[j]!;
    order[j] = held;
  }
  return order.subarray(0, rows);
}

/** Windows of one table, reference and current drawn from all its rows without overlap. */
export async function shuffledAlarms(file: string, windows: number, seed: number): Promise<Alarms & { rows: number }> {
  const read = await readTable(sharedData(file));
  const types = typesOf(read);
  const table = takeColumns(read.table, Object.keys(types));
  const rows = Math.min(LARGEST.current, Math.floor(table.rows / 3));
  const reference = Math.min(LARGEST.reference, table.rows - rows);
  const reports = function* () {
    for (let k = 0; k < windows; k++) {
      const order = draw(table, rows + reference, deriveSeed(seed, `${file} ${k}`));
      const [now, before] = [order.slice(0, rows), order.slice(rows)];
      yield compareTables(takeRows(table, before), takeRows(table, now), { types, seed: k });
    }
  };
  return { ...countAlarms(reports()), rows };
}
