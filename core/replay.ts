/**
 * The healing benchmark: a recorded stream through the whole loop, prequentially. Block by block: predict, let the
 * outcomes arrive late, observe → decide → heal. Beside the appliance run a model that is never healed and, where asked
 * for, an oracle that is refitted before every block.
 */

import type { Diagnosis, LearnerName, Progress, ReplayBlock, ReplayReport } from "./contract/index.ts";
import { higherIsBetter } from "./contract/index.ts";
import { sliceRows, type Table } from "./data/index.ts";
import { type DecisionRecord, retrainedSchema } from "./heal/index.ts";
import type { CycleResult } from "./lifecycle.ts";
import type { LoadedVersion } from "./registry/index.ts";
import { openAppliance } from "./replay/appliance.ts";
import { ALL_ARRIVE, type Arrival, arrived } from "./replay/arrival.ts";
import { metricOf, scoreBlock } from "./replay/scoring.ts";
import { firstSchema, openStream, ROW_ORDER, type StreamOptions, withRowOrder } from "./replay/stream.ts";
import { type Played, summarise } from "./replay/summary.ts";
import { refit, train } from "./train/index.ts";

export interface ReplayOptions extends StreamOptions {
  /** Blocks after which the outcomes of a block are known. */
  delay: number;
  policy: "automatic" | "observe";
  oracle: boolean;
  /** Seconds for each training. */
  budget: number;
  trials?: number | undefined;
  search: boolean;
  learners?: LearnerName[] | undefined;
  threads: number;
  /** Which outcomes arrive; all of them, and right, where absent. */
  arrival?: Arrival;
  onProgress?(progress: Progress): void;
  /** The rows of a block and the version that answers them, before anything is learnt from it. */
  onBlock?(seen: { at: number; rows: Table; live: LoadedVersion }): void;
  /** Told every decision at the end, with what it was made from. */
  onDecisions?(decisions: readonly DecisionRecord[]): void;
}

/** What a turn says about its block. A better challenger without evidence of a change won by more data. */
function diagnosisOf({ diagnosis, incident }: CycleResult): Diagnosis {
  if (incident?.challenger) return incident.diagnosis;
  return diagnosis.diagnosis === "more_data" ? "none" : diagnosis.diagnosis;
}

const decisionOf = ({ decision, carried }: CycleResult): ReplayBlock["decision"] =>
  carried.some(({ state }) => state === "rolled_back") ? "rollback" : decision.kind;

/**
 * Replays a stream.
 * @throws HomeostatError as readTable, propose and train do; WRONG_USE where no whole block is left
 * @example (await replay({ file, target: "class", initial: 0.5, block: 2266, … })).summary.gap_closed // 0.9
 */
export async function replay(options: ReplayOptions): Promise<ReplayReport> {
  const started = performance.now();
  const { block, delay, seed, threads, policy, arrival = ALL_ARRIVE, onProgress } = options;
  onProgress?.({ stage: "reading", done: 0 });
  const stream = await openStream(options);
  const { table, initial, blocks } = stream;
  const firstRows = sliceRows(table, 0, initial);
  const schema = firstSchema(stream, firstRows);
  const { task } = schema;

  onProgress?.({ stage: "training version 1", done: 0 });
  const trained = await train(options.shuffle ? firstRows : withRowOrder(firstRows), {
    ...{ schema, seed, threads },
    learners: options.learners,
    search: options.search,
    budget: options.budget,
    trials: options.trials,
    holdout: 0.2,
    time: options.shuffle ? [] : [ROW_ORDER],
  });
  const first = { model: trained.model, schema };
  let oracle = first;
  let oracleRows = initial;
  const appliance = await openAppliance({ schema, trained, table: firstRows, seed, threads, policy });

  const played: Played[] = [];
  const answers: string[][] = [];
  const rowsOf = (at: number) => sliceRows(table, initial + at * block, initial + (at + 1) * block);
  try {
    for (let at = 0; at < blocks; at++) {
      onProgress?.({ stage: `block ${at + 1} of ${blocks}`, done: at / blocks });
      const rows = rowsOf(at);
      const known = initial + Math.max(0, at - delay) * block;
      if (options.oracle && known > oracleRows) {
        const learnt = sliceRows(table, 0, known);
        const now = retrainedSchema(schema, learnt);
        oracle = { model: refit(trained.model, learnt, now, { seed, threads }), schema: now };
        oracleRows = known;
      }
      const live = appliance.live();
      options.onBlock?.({ at, rows, live });
      const scores = {
        never: scoreBlock(first.model, first.schema, rows),
        appliance: scoreBlock(live.fitted, live.schema, rows),
        oracle: options.oracle ? scoreBlock(oracle.model, oracle.schema, rows) : null,
      };
      answers.push(await appliance.answer(rows, scores.appliance));
      const past = at - delay;
      if (past >= 0) {
        const { rows: known, told } = arrived(rowsOf(past), schema.target, arrival, past, seed);
        appliance.learnOutcomes(answers[past]!, told, known);
      }
      const fitsBefore = appliance.fits();
      const turn = await appliance.turn();
      played.push({
        block: {
          block: at + 1,
          rows: block,
          never: scores.never.metric,
          appliance: scores.appliance.metric,
          oracle: scores.oracle?.metric ?? null,
          version: live.version,
          diagnosis: diagnosisOf(turn),
          decision: decisionOf(turn),
        },
        scores,
        fitted: appliance.fits() > fitsBefore,
        incident: turn.incident,
        carried: turn.carried,
      });
    }
    options.onDecisions?.(appliance.decisions());
    const metric = metricOf(task);
    return {
      rows: table.rows,
      initial,
      block,
      delay,
      blocks: played.map((each) => each.block),
      summary: {
        metric,
        higher_is_better: higherIsBetter(metric),
        ...summarise(played),
        incidents: appliance.incidents(),
      },
      seconds: (performance.now() - started) / 1000,
    };
  } finally {
    await appliance.close();
  }
}
