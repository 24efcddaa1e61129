/**
 * Every model that a rule could have deployed on a stream: each recipe refitted at the end of each block, and its loss
 * on every later row. What any rule of when to refit would have scored is then read off, without fitting again.
 */
import { columnNamed, encodeTarget } from "../../core/data/index.ts";
import { retrainedSchema, sliceRows } from "../../core/heal/index.ts";
import { recipesOf } from "../../core/heal/recipes.ts";
import { scoreBlock } from "../../core/replay/scoring.ts";
import { firstSchema, openStream, ROW_ORDER, withRowOrder } from "../../core/replay/stream.ts";
import { refit, rowLoss, train } from "../../core/train/index.ts";
import type { StreamSpec } from "./streams.ts";

export interface RecipeLosses {
  name: string;
  /** `loss[k]`: of the model that knows the first k blocks, per row from block k on. */
  loss: Float32Array[];
  /** Whether the decided class was right; null for numbers. */
  right: (Uint8Array | null)[];
}

export interface Matrix {
  stream: string;
  classes: boolean;
  blocks: number;
  block: number;
  initial: number;
  /** Loss that version 1 had on its holdout, and the upper end of its 95 % interval. */
  promised: { value: number; high: number };
  /** Mean loss of each recipe fitted on the first 80 % of the first rows, on the last 20 %. */
  rootRace: number[];
  recipes: RecipeLosses[];
}

export async function matrixOf(spec: StreamSpec, folder: string, shuffle: boolean, seed: number): Promise<Matrix> {
  const stream = await openStream({ ...spec, file: `${folder}/${spec.file}`, read: {}, shuffle, seed });
  const { table, initial, blocks } = stream;
  const { block } = spec;
  const firstRows = sliceRows(table, 0, initial);
  const schema = firstSchema(stream, firstRows);
  const trained = await train(shuffle ? firstRows : withRowOrder(firstRows), {
    ...{ schema, seed, threads: 1, learners: ["gradient_boosting"], search: false, budget: 30, holdout: 0.2 },
    time: shuffle ? [] : [ROW_ORDER],
  });
  const classes = schema.task !== "regression";
  const recipes: RecipeLosses[] = [];
  const lossName = classes ? "log_loss" : "mse";
  const value = trained.metrics[lossName]!;
  const promised = { value, high: trained.intervals[lossName]?.[1] ?? value };
  const cut = Math.floor(0.8 * initial);
  const [before, after] = [sliceRows(firstRows, 0, cut), sliceRows(firstRows, cut, initial)];
  const tailTruth = encodeTarget(columnNamed(after, schema.target)!, schema);
  const rootRace: number[] = [];
  for (const recipe of recipesOf(trained.model)) {
    const now = retrainedSchema(schema, before);
    const losses = rowLoss(
      scoreBlock(refit(recipe.fitted, before, now, { seed, threads: 1 }), now, after).scores,
      tailTruth,
      schema.task,
    );
    rootRace.push(losses.reduce((sum, loss) => sum + loss, 0) / losses.length);
  }
  for (const recipe of recipesOf(trained.model)) {
    const losses: RecipeLosses = { name: recipe.name, loss: [], right: [] };
    for (let known = 0; known < blocks; known++) {
      const learnt = sliceRows(table, 0, initial + known * block);
      const now = retrainedSchema(schema, learnt);
      const own = recipe.name === "as trained" && known === 0;
      const model = own ? trained.model : refit(recipe.fitted, learnt, now, { seed, threads: 1 });
      const later = sliceRows(table, initial + known * block, initial + blocks * block);
      const scored = scoreBlock(model, own ? schema : now, later);
      const truth = encodeTarget(columnNamed(later, schema.target)!, schema);
      losses.loss.push(Float32Array.from(rowLoss(scored.scores, truth, schema.task)));
      losses.right.push(
        scored.decided ? Uint8Array.from(scored.decided, (label, row) => (label === truth[row] ? 1 : 0)) : null,
      );
    }
    recipes.push(losses);
  }
  return { stream: spec.name, classes, blocks, block, initial, promised, rootRace, recipes };
}
