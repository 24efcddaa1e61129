/** The model that the worlds of a base are shown to: trained while nothing is wrong, rare kinds of rows included. */
import type { ModelSchema } from "../../contract/index.ts";
import { learnSchema, type Table } from "../../data/index.ts";
import { type TrainedModel, train } from "../../train/index.ts";
import { USUAL_KINDS } from "../troubles.ts";
import type { Base } from "./base.ts";

const ROWS = 3000;

export interface TrainedBase {
  /** What it was trained on. */
  table: Table;
  schema: ModelSchema;
  trained: TrainedModel;
}

/** @example (await trainBase(BASES[0]!, 1)).trained.model.learner // "logistic_regression" */
export async function trainBase(base: Base, seed: number): Promise<TrainedBase> {
  const table = base.make({ rows: ROWS, seed, kinds: USUAL_KINDS });
  const features = table.columns.map(({ name }) => name).filter((name) => name !== base.target);
  const columns = table.columns.map(({ name, kind }) => ({
    name,
    type: kind === "text" ? ("category" as const) : kind,
    role: name === base.target ? ("target" as const) : ("feature" as const),
  }));
  const proposal = {
    ...{ target: base.target, task: base.task, classes: [...base.classes], time: [], features, columns },
    ...{ positive: base.task === "binary" ? base.classes[1]! : null, targets: [], warnings: [] },
  };
  const schema = learnSchema(table, proposal, [], {});
  const trained = await train(table, {
    ...{ schema, search: false, budget: 10, holdout: 0.3, time: [], threads: 1, seed },
    learners: [base.task === "regression" ? "gradient_boosting" : "logistic_regression"],
  });
  return { table, schema, trained };
}
