/** The outcomes that are known, and how far they speak for all answers. */
import type { OutcomeCoverage } from "../../contract/index.ts";
import type { Table } from "../../data/index.ts";
import type { Scores } from "../../train/index.ts";
import { contradictsUnseen } from "./labelling/contradiction.ts";
import { judgeOutcomes } from "./labelling/judge-outcomes.ts";
import type { ModelWindow } from "./window.ts";

export interface KnownOutcomes {
  scores: Scores;
  /** Encoded outcomes; NaN where none is known, where the row was refused, and where it does not count. */
  truth: Float64Array;
  /** How many answers a row speaks for; null where each speaks for itself. */
  weights: Float64Array | null;
  /** null where nothing is known of the answers without outcomes. */
  coverage: OutcomeCoverage | null;
  /** Features of the rows. */
  table: Table | null;
}

/** @example knownOutcomes(window).coverage?.kind // "complete" */
export function knownOutcomes(window: ModelWindow): KnownOutcomes {
  const { labelled, answered, schema } = window;
  const from = labelled ?? { scores: window.predictions, truth: window.truth, table: window.current };
  const { scores, table = null } = from;
  // A row that was refused has an outcome perhaps, and no answer to judge.
  const truth = from.truth.map((value, row) =>
    Number.isNaN(scores.values[row * scores.outputs]!) ? Number.NaN : value,
  );
  if (!answered || !labelled?.delays || !labelled.ages) return { scores, truth, weights: null, coverage: null, table };
  const rows = { scores, truth, delays: labelled.delays, ages: labelled.ages };
  const { coverage, weights } = judgeOutcomes(answered, rows, schema.task, (some) =>
    contradictsUnseen(window, scores, truth, some),
  );
  const counted = weights ? truth.map((value, row) => (weights[row]! > 0 ? value : Number.NaN)) : truth;
  return { scores, truth: counted, weights, coverage, table };
}
