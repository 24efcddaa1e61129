/** How the model that is left in production does on fresh rows of the world as it has become, beside version 1. */
import type { Task } from "../../contract/index.ts";
import { columnNamed, compileValidator, encodeTarget, type Table, tableOf } from "../../data/index.ts";
import type { Loop } from "../../lifecycle.ts";
import { requestRows } from "../../replay/rows.ts";
import { rowLoss, type Scores, score } from "../../train/index.ts";
import type { TrainedBase } from "../bases/first-version.ts";
import { MODEL } from "./appliance.ts";

/** Log losses, or squared errors. */
export interface End {
  /** Mean loss of version 1, left alone. */
  never: number;
  /** Mean loss of what is in production. */
  ours: number;
  /** Difference of the two, in standard errors of the paired rows; positive where ours is worse. */
  t: number;
}

/** A row per answer; null where it was refused. */
type Answers = (Float64Array | null)[];

const answersOf = ({ outputs, values }: Scores, refused: readonly boolean[]): Answers => {
  let next = 0;
  return refused.map((is) => (is ? null : values.slice(next++ * outputs, next * outputs)));
};

/** What is said where nothing is known of a row: the mean, or the shares of the classes. */
function constantOf(truth: Float64Array, classes: number): Float64Array {
  if (classes === 0) return Float64Array.of(truth.reduce((sum, value) => sum + value, 0) / truth.length);
  const shares = new Float64Array(classes);
  for (const code of truth) shares[code]! += 1 / truth.length;
  return shares;
}

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function compare(never: Float64Array, ours: Float64Array): End {
  const worse = ours.map((loss, row) => loss - never[row]!);
  const by = mean(worse);
  const error = Math.sqrt(mean(worse.map((each) => (each - by) ** 2)) / worse.length);
  return { never: mean(never), ours: mean(ours), t: error === 0 ? 0 : by / error };
}

/**
 * @param rows as they come, with the outcomes as they happened; a row that is refused costs what knowing nothing costs
 */
export async function endOf(loop: Loop, { table, schema, trained }: TrainedBase, rows: Table): Promise<End> {
  const task: Task = schema.task;
  const constant = constantOf(encodeTarget(columnNamed(table, schema.target)!, schema), schema.classes.length);
  const truth = encodeTarget(columnNamed(rows, schema.target)!, schema);
  const asked = requestRows(schema, rows);
  const losses = (answers: Answers) =>
    rowLoss(
      { outputs: constant.length, values: Float64Array.from(answers.flatMap((each) => [...(each ?? constant)])) },
      truth,
      task,
    );
  const live = loop.sessions.get(MODEL);
  const checked = asked.map(live.validate);
  const { scores } = await live.many(checked.flatMap((each) => (each.ok ? [each.values] : [])));
  const ours = answersOf(
    scores,
    checked.map(({ ok }) => !ok),
  );
  const before = asked.map(compileValidator(schema));
  const kept = tableOf(
    schema,
    before.flatMap((each) => (each.ok ? [each.values] : [])),
  );
  const never = answersOf(
    score(trained.model, kept),
    before.map(({ ok }) => !ok),
  );
  return compare(losses(never), losses(ours));
}
