/** Scoring champion and challenger on the same rows. */
import type { ModelSchema } from "../contract/index.ts";
import { columnNamed, encodeTarget, type Table, takeColumns, takeRows } from "../data/index.ts";
import { type FittedModel, score } from "../train/index.ts";
import type { Contest } from "./gate.ts";

/** @param rows features and target, in time order; rows whose outcome is not a known label are left out */
export function contest(champion: FittedModel, challenger: FittedModel, schema: ModelSchema, rows: Table): Contest {
  const truth = encodeTarget(columnNamed(rows, schema.target)!, schema);
  const known = Int32Array.from([...truth.keys()].filter((row) => !Number.isNaN(truth[row]!)));
  const features = takeRows(
    takeColumns(
      rows,
      schema.features.map(({ name }) => name),
    ),
    known,
  );
  return {
    task: schema.task,
    champion: score(champion, features),
    challenger: score(challenger, features),
    truth: Float64Array.from(known, (row) => truth[row]!),
  };
}
