/** The appliance itself on a stream, its promotions in hindsight, and a clock under the same conditions. */
import type { ReplayReport } from "../../core/contract/index.ts";
import { columnNamed, encodeTarget, sliceRows, takeRows } from "../../core/data/index.ts";
import { retrainedSchema } from "../../core/heal/retrained-schema.ts";
import { concatTables } from "../../core/heal/tables.ts";
import type { LoadedVersion } from "../../core/registry/index.ts";
import { ALL_ARRIVE, type Arrival, arrived } from "../../core/replay/arrival.ts";
import { scoreBlock } from "../../core/replay/scoring.ts";
import { replay } from "../../core/replay.ts";
import { refit, rowLoss } from "../../core/train/index.ts";
import { begin } from "./matrix.ts";
import { evenly } from "./rivals.ts";
import { type Hindsight, hindsightOf } from "./score.ts";
import type { StreamSpec } from "./streams.ts";

export interface Conditions {
  /** The stream's file. */
  file: string;
  seed: number;
  shuffle?: boolean;
  delay: number;
  arrival?: Arrival;
}

/** The version that a newer one replaced, and the losses of both on what the newer one answered. */
interface Spell {
  before: LoadedVersion;
  after: LoadedVersion;
  losses: { before: number[]; after: number[] };
}

export async function replayed(
  spec: StreamSpec,
  { file, seed, shuffle = false, delay, arrival = ALL_ARRIVE }: Conditions,
): Promise<ReplayReport & { hindsight: Hindsight }> {
  const spells: Spell[] = [];
  let last: LoadedVersion | null = null;
  const report = await replay({
    ...{ ...spec, file, read: {}, shuffle, delay, arrival, seed, policy: "automatic", oracle: false },
    ...{ budget: 30, search: false, learners: ["gradient_boosting"], threads: 1 },
    onBlock: ({ rows, live }) => {
      // Versions are numbered as they are made; an older one that answers again was rolled back to.
      if (last && live.version > last.version)
        spells.push({ before: last, after: live, losses: { before: [], after: [] } });
      last = live;
      const spell = spells.findLast(({ after }) => after.version === live.version);
      if (!spell) return;
      const truth = encodeTarget(columnNamed(rows, live.schema.target)!, live.schema);
      for (const side of ["before", "after"] as const) {
        const { fitted, schema } = spell[side];
        for (const loss of rowLoss(scoreBlock(fitted, schema, rows).scores, truth, schema.task))
          spell.losses[side].push(loss);
      }
    },
  });
  const pairs = spells.map(({ losses }) => ({
    before: Float64Array.from(losses.before),
    after: Float64Array.from(losses.after),
  }));
  return { ...report, hindsight: hindsightOf(pairs) };
}

/** Mean metric over blocks of the first recipe, refitted so many times, evenly spread, on what is known by then. */
export async function scheduled(
  spec: StreamSpec,
  refits: number,
  { file, seed, shuffle = false, delay, arrival = ALL_ARRIVE }: Conditions,
): Promise<number> {
  const { stream, firstRows, schema, trained } = await begin(spec, { file, seed, shuffle });
  const { table, initial, blocks } = stream;
  const rowsOf = (at: number) => sliceRows(table, initial + at * spec.block, initial + (at + 1) * spec.block);
  const rule = evenly({ blocks }, refits, delay);
  let model = trained.model;
  let now = schema;
  let learnt = firstRows;
  let sum = 0;
  for (let at = 0; at < blocks; at++) {
    sum += scoreBlock(model, now, rowsOf(at)).metric;
    const past = at - delay;
    if (past < 0) continue;
    const { rows, told } = arrived(rowsOf(past), schema.target, arrival, past, seed);
    learnt = concatTables([learnt, takeRows(told, rows)]);
    if (at === blocks - 1 || !rule(at, past + 1, 0)) continue;
    now = retrainedSchema(schema, learnt);
    model = refit(trained.model, learnt, now, { seed, threads: 1 });
  }
  return sum / blocks;
}
