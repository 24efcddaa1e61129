/** What the watch costs per prediction: one logged row of 50 features, read and taken into the forming window. */
import type { ModelSchema } from "../../core/contract/index.ts";
import { type Column, featureStatistics, learnSchema } from "../../core/data/index.ts";
import { inputReader } from "../../core/lifecycle/logged-rows.ts";
import { createFormingWindow } from "../../core/observe/index.ts";
import { createRng } from "../../core/shared/index.ts";

const FEATURES = 50;
const ROWS = 5000;

/** The processor's time, ms: other work on the machine hardly changes it. */
function spent(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function wideSchema(columns: Column[], features: string[]): ModelSchema {
  const table = { rows: ROWS, columns };
  return learnSchema(
    table,
    {
      ...{
        target: "y",
        task: "regression",
        classes: [],
        positive: null,
        time: [],
        features,
        targets: [],
        warnings: [],
      },
      columns: [],
    },
    [],
    {},
  );
}

/** @returns medians of ten runs, µs per row: the cells read from the log's text, the running facts, and one look at them */
export function liveCosts(seed: number): { read: number; add: number; look: number } {
  const rng = createRng(seed);
  const features = Array.from({ length: FEATURES }, (_, k) => `x${k}`);
  const draw = () => Float64Array.from({ length: ROWS }, () => rng.normal());
  const columns = [...features, "y"].map((name): Column => ({ name, kind: "number", values: draw() }));
  const schema = wideSchema(columns, features);
  const statistics = featureStatistics({ rows: ROWS, columns }, schema);
  const texts = Array.from({ length: ROWS }, (_, row) =>
    JSON.stringify(
      Object.fromEntries(columns.map(({ name, ...column }) => [name, "values" in column && column.values[row]])),
    ),
  );
  const runs = Array.from({ length: 10 }, () => {
    const read = inputReader(schema);
    const forming = createFormingWindow(schema, statistics);
    const began = spent();
    const rows = texts.map((text) => read(JSON.parse(text)));
    const middle = spent();
    for (const cells of rows) forming.add(cells, 0);
    const end = spent();
    forming.look(0.1, 0);
    return { read: middle - began, add: end - middle, look: spent() - end };
  });
  const median = (of: "read" | "add" | "look") => runs.map((run) => run[of]).sort((a, b) => a - b)[5]!;
  return { read: (1000 * median("read")) / ROWS, add: (1000 * median("add")) / ROWS, look: 1000 * median("look") };
}
