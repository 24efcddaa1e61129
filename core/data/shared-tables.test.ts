/** The roles, types and missing values found in real tables: nothing overlooked, nothing legitimate set aside. */
import { describe, expect, test } from "vitest";
import { hasSharedData, sharedData } from "../testing/shared-data.ts";
import { readTable } from "./read/read-table.ts";
import { propose } from "./understand/propose.ts";

interface Expected {
  file: string;
  target: string;
  task: string;
  /** Column → start of the reason; every other column stays. */
  excluded?: Record<string, string>;
  time?: string[];
  /** column:token:count */
  missing?: string[];
}

const TABLES: Expected[] = [
  {
    file: "pima_indians_diabetes.csv",
    target: "Outcome",
    task: "binary",
    missing: ["Glucose:0:5", "BloodPressure:0:35", "SkinThickness:0:227", "Insulin:0:374", "BMI:0:11"],
  },
  {
    file: "superstore.csv",
    target: "Sales",
    task: "regression",
    excluded: { "Row ID": "identifier", "Order ID": "identifier" },
    time: ["Order Date"],
  },
  {
    file: "bike_sharing_hour.csv",
    target: "cnt",
    task: "regression",
    excluded: { instant: "identifier", casual: "leak", registered: "leak" },
    time: ["dteday"],
  },
  { file: "orange_juice_retail.csv.gz", target: "logmove", task: "regression", time: ["week_start"] },
  {
    file: "adult.csv.gz",
    target: "income",
    task: "binary",
    missing: ["workclass:?:2799", "occupation:?:2809", "native-country:?:857"],
  },
  { file: "california_housing.csv", target: "median_house_value", task: "regression" },
  { file: "boston_housing.csv", target: "medv", task: "regression" },
  { file: "electricity.csv", target: "class", task: "binary" },
  { file: "powersupply.csv", target: "class", task: "multiclass" },
  {
    file: "hflights_2011.csv.gz",
    target: "ArrDelay",
    task: "regression",
    excluded: { Year: "constant" },
    missing: [
      "DepTime:NA:2905",
      "ArrTime:NA:3066",
      "ActualElapsedTime:NA:3622",
      "AirTime:NA:3622",
      "ArrDelay:NA:3622",
      "DepDelay:NA:2905",
      "TaxiIn:NA:3066",
      "TaxiOut:NA:2947",
    ],
  },
  { file: "winequality-red.csv", target: "quality", task: "regression" },
  { file: "winequality-white.csv", target: "quality", task: "regression" },
  {
    file: "titanic.csv",
    target: "Survived",
    task: "binary",
    excluded: { PassengerId: "identifier", Name: "free text", Ticket: "identifier" },
  },
  { file: "iris.csv", target: "Species", task: "multiclass" },
  {
    file: "penguins.csv",
    target: "species",
    task: "multiclass",
    missing: ["bill_length_mm:NA:2", "bill_depth_mm:NA:2", "flipper_length_mm:NA:2", "body_mass_g:NA:2", "sex:NA:11"],
  },
  { file: "heart_cleveland.csv", target: "target", task: "binary" },
  { file: "mdrr_wide.csv", target: "Class", task: "binary" },
  { file: "flights_2001.csv.gz", target: "delay", task: "regression", time: ["date"] },
];

describe.skipIf(!hasSharedData)("shared tables (skipped where ../shared/data is absent)", () => {
  test.each(TABLES)("$file", async ({ file, target, task, excluded = {}, time = [], missing = [] }) => {
    const read = await readTable(sharedData(file));
    const proposal = propose(read, { target });
    expect(read.rejected).toEqual([]);
    expect(read.missing.map(({ column, token, count }) => `${column}:${token}:${count}`)).toEqual(missing);
    expect(proposal.task).toBe(task);
    expect(proposal.time).toEqual(time);
    const found = proposal.columns.filter(({ role }) => role === "excluded");
    expect(Object.fromEntries(found.map(({ name, reason }) => [name, reason!.split(":")[0]]))).toEqual(excluded);
  });

  test("superstore's dates are read day first", async () => {
    const { profiles } = await readTable(sharedData("superstore.csv"));
    const dates = profiles.filter(({ type }) => type === "datetime");
    expect(dates.map(({ name, format }) => [name, format])).toEqual([
      ["Order Date", "%d/%m/%y"],
      ["Ship Date", "%d/%m/%y"],
    ]);
  });
});
