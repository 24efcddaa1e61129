/** The appliance under replay: answers blocks of a recorded stream. Nothing here knows what comes next in it. */
import type { Flag, ModelSchema } from "../contract/index.ts";
import { labelText, type Table } from "../data/index.ts";
import { type DecisionRecord, decisionsOf } from "../heal/index.ts";
import { type CycleResult, runCycle } from "../lifecycle.ts";
import type { LoadedVersion } from "../registry/index.ts";
import type { LoggedOutput, LoggedPrediction } from "../serve/index.ts";
import { type FirstVersion, openSimulatedLoop } from "./loop.ts";
import { outcomesOf, requestRows } from "./rows.ts";
import type { BlockScore } from "./scoring.ts";

const MODEL = "replay";
/** A block is two hours: longer than the cooldown, and fewer blocks in a day than trainings allowed. */
const BLOCK_MS = 2 * 3_600_000;

export interface ReplayedAppliance {
  live(): LoadedVersion;
  /** Writes down what the live version answered to a block; the ids of the answers. */
  answer(rows: Table, scored: BlockScore): Promise<string[]>;
  /** Outcomes of an earlier block arrive, for the rows `known`. */
  learnOutcomes(ids: readonly string[], rows: Table, known: Int32Array): void;
  /** The end of a block: one turn of the loop. */
  turn(): Promise<CycleResult>;
  /** Fits made so far. */
  fits(): number;
  incidents(): number;
  /** All of them, with what each was made from. */
  decisions(): DecisionRecord[];
  close(): Promise<void>;
}

/** Answers as serving writes them. A refused cell was made missing so that the row could be answered; it is flagged. */
function outputsOf(schema: ModelSchema, { scores, decided, refused }: BlockScore): LoggedOutput[] {
  const names = schema.classes.map(labelText);
  const { outputs, values } = scores;
  return Array.from(refused, (isRefused, row) => {
    const flags: Flag[] = isRefused ? ["imputed", "outlier"] : [];
    if (!decided) return { prediction: values[row]!, flags };
    const probabilities = Object.fromEntries(names.map((name, k) => [name, values[row * outputs + k]!]));
    return { prediction: schema.classes[decided[row]!]!, probabilities, flags };
  });
}

export interface ReplayedVersion extends Omit<FirstVersion, "model" | "policy"> {
  policy: "automatic" | "observe";
}

/** Registers version 1, puts it live and hands back the appliance that looks after it. */
export async function openAppliance(first: ReplayedVersion): Promise<ReplayedAppliance> {
  const { schema, policy } = first;
  const { loop, clock, fits, close } = await openSimulatedLoop({ ...first, model: MODEL, policy: { mode: policy } });
  const { registry, log, nextId, db } = loop;
  return {
    live: () => registry.load(MODEL, registry.production(MODEL)!),
    answer: async (rows, scored) => {
      clock.advance(BLOCK_MS / 2);
      const version = registry.production(MODEL)!;
      const outputs = outputsOf(schema, scored);
      const logged = requestRows(schema, rows).map((input, row): LoggedPrediction => {
        const status = "ok" as const;
        return {
          id: nextId(),
          at: clock.now(),
          model: MODEL,
          version,
          status,
          input: JSON.stringify(input),
          output: JSON.stringify(outputs[row]),
          request: null,
        };
      });
      await log.append(logged);
      return logged.map(({ id }) => id);
    },
    learnOutcomes: (ids, rows, known) => {
      const outcomes = outcomesOf(schema, rows);
      log.feedback(Array.from(known, (row) => ({ prediction_id: ids[row]!, outcome: outcomes[row]! })));
    },
    turn: () => {
      clock.advance(BLOCK_MS / 2);
      return runCycle(loop, MODEL, { force: true });
    },
    fits,
    incidents: () => db.prepare<[], { count: number }>("SELECT count(*) AS count FROM incidents").get()!.count,
    decisions: () => decisionsOf({ db }, MODEL),
    close,
  };
}
