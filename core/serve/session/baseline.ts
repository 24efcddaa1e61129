/** The last resort: the mean, or the share of every class, of the rows a version was trained on. */
import type { ModelSchema } from "../../contract/index.ts";
import { columnNamed, encodeTarget, type Table } from "../../data/index.ts";
import type { FittedModel } from "../../train/index.ts";

/** @returns null where the table has no known target, so that not even a mean is known */
export function baselineOf(schema: ModelSchema, table: Table): FittedModel | null {
  const column = columnNamed(table, schema.target);
  const known = column ? encodeTarget(column, schema).filter((value) => !Number.isNaN(value)) : new Float64Array();
  if (known.length === 0) return null;
  const share = (code: number) => known.reduce((n, value) => n + (value === code ? 1 : 0), 0) / known.length;
  const outputs =
    schema.task === "regression"
      ? [known.reduce((sum, value) => sum + value, 0) / known.length]
      : schema.classes.map((_, code) => share(code));
  return {
    format: 1,
    task: schema.task,
    classes: schema.classes,
    positive: schema.positive,
    learner: "baseline",
    parameters: {},
    encodings: [],
    predictor: { kind: "constant", outputs, link: "identity" },
    target: { center: 0, scale: 1 },
    threshold: null,
    interval: null,
  };
}
