/** The schema of a refitted version: the same features, order and labels; ranges and categories as the rows now show. */
import { type MissingReport, type ModelSchema, say } from "../contract/index.ts";
import { learnSchema, type Proposal, type Table } from "../data/index.ts";

const tokensOf = (schema: ModelSchema): MissingReport[] =>
  schema.features.flatMap(({ name, missingTokens }) =>
    missingTokens.map((token) => ({ column: name, token, count: 0, source: "user" as const, reason: say("kept") })),
  );

/** Limits that the user set stay as they are; learned ones are learned again. */
const limitsOf = (schema: ModelSchema): Record<string, [number, number]> =>
  Object.fromEntries(
    schema.features.flatMap((feature) =>
      feature.type === "number" && feature.range.source === "user"
        ? [[feature.name, [feature.range.low, feature.range.high] as [number, number]]]
        : [],
    ),
  );

export function retrainedSchema(schema: ModelSchema, table: Table): ModelSchema {
  const { target, task, classes, positive, time, features } = schema;
  const proposal: Proposal = {
    ...{ target, task, classes, positive, time },
    features: features.map(({ name }) => name),
    columns: [],
    targets: [],
    warnings: [],
  };
  return learnSchema(table, proposal, tokensOf(schema), limitsOf(schema));
}
