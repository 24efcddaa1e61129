/** A fictitious clinic: patients, and whether they are readmitted. For the demo and for tests; no real data. */
import type { Table } from "../data/index.ts";
import { createRng, deriveSeed } from "../shared/index.ts";

export interface ClinicOptions {
  rows: number;
  seed: number;
  /** How far the world has turned: 0 as it was, 1 the effects of glucose and age have changed places and sign. */
  concept?: number;
  /** Share of patients of other kinds, who look unlike the rest. */
  kinds?: { benign: number; harmful: number };
}

const NUMBERS = ["age", "glucose", "blood_pressure", "bmi", "stay_days"];
const WARDS = ["cardiology", "surgery", "general", "geriatrics"];
const WARD_RISK = [0.4, -0.3, 0, 0.6];

/**
 * Rows of `age, glucose, blood_pressure, bmi, stay_days, ward, smoker → readmitted` (`yes` about a third), glucose
 * missing in one row of twenty. The best possible ROC-AUC is about 0.85.
 * @example clinicWorld({ rows: 1000, seed: 7 }).columns.at(-1)!.name // "readmitted"
 */
export function clinicWorld({ rows, seed, concept = 0, kinds }: ClinicOptions): Table {
  const rng = createRng(deriveSeed(seed, "clinic"));
  const kindRng = createRng(deriveSeed(seed, "kinds"));
  const values = Object.fromEntries(NUMBERS.map((name) => [name, new Float64Array(rows)]));
  const ward = new Int32Array(rows);
  const smoker = new Int32Array(rows);
  const readmitted = new Int32Array(rows);
  const bounded = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));
  for (let row = 0; row < rows; row++) {
    const drawn = kinds ? kindRng.next() : 1;
    const harmful = drawn < (kinds?.harmful ?? 0);
    const benign = !harmful && drawn < (kinds?.harmful ?? 0) + (kinds?.benign ?? 0);
    const age = Math.round(bounded(58 + 16 * rng.normal() + (harmful ? 24 : 0), 18, 96));
    const bmi = Math.round(10 * bounded(26 + 4.5 * rng.normal() + (benign ? 8 : harmful ? -5 : 0), 15, 52)) / 10;
    const glucose = Math.round(bounded(108 + 22 * rng.normal() + 1.2 * (bmi - 26), 58, 260));
    const pressure = Math.round(bounded(126 + 14 * rng.normal() + 0.3 * (age - 58) + (benign ? 20 : 0), 82, 210));
    const stay = Math.round(bounded(1 + (harmful || benign ? 12 : 4) * -Math.log(1 - rng.next()), 1, 40));
    ward[row] = rng.int(WARDS.length);
    smoker[row] = rng.next() < 0.24 ? 1 : 0;
    const [byGlucose, byAge] = [1.6 * (1 - concept) - 1.2 * concept, 0.7 * (1 - concept) - 1.4 * concept];
    const usual =
      -1.1 +
      (byGlucose * (glucose - 108)) / 22 +
      (byAge * (age - 58)) / 16 +
      0.3 * ((pressure - 126) / 14) +
      0.06 * (stay - 5) +
      WARD_RISK[ward[row]!]! +
      0.5 * smoker[row]!;
    // What becomes of the frail has little to do with what is known of them.
    const risk = harmful ? 0.1 * usual : usual;
    readmitted[row] = rng.next() < 1 / (1 + Math.exp(-risk)) ? 1 : 0;
    const cells = {
      age,
      glucose: rng.next() < 0.05 ? Number.NaN : glucose,
      blood_pressure: pressure,
      bmi,
      stay_days: stay,
    };
    for (const [name, value] of Object.entries(cells)) values[name]![row] = value;
  }
  return {
    rows,
    columns: [
      ...Object.entries(values).map(([name, cells]) => ({ name, kind: "number" as const, values: cells })),
      { name: "ward", kind: "text", codes: ward, levels: [...WARDS] },
      { name: "smoker", kind: "text", codes: smoker, levels: ["no", "yes"] },
      { name: "readmitted", kind: "text", codes: readmitted, levels: ["no", "yes"] },
    ],
  };
}
