/**
 * What the rows kept at training say of rows such as come now. A model that is right about its certainty on average need
 * not be so about a kind of rows that was rare then; the few that were kept say how it does there.
 * Source: importance weighting (Shimodaira 2000), by the shares of rows along one score of how new they are in kind.
 */
import type { DriftReport } from "../../../contract/index.ts";
import { driftedFeatures } from "../../evidence.ts";
import { quantile, sortedValues } from "../../statistics/index.ts";
import { novelty } from "../novelty.ts";
import type { ModelWindow } from "../window.ts";

/** Groups of the window's rows, equally large, from those that are as ever to those that are new in kind. */
const GROUPS = 10;
/** Kept rows must be alike to this share of the window at least, and be worth so many rows. */
const FEWEST = { share: 0.7, rows: 20 };

/** Of each row that was kept: how much commoner rows of its group are now; and the share of the window in their groups. */
function weightsOf(kept: Float64Array, now: Float64Array): { weights: Float64Array; share: number } {
  const sorted = sortedValues(now);
  const cuts = Array.from({ length: GROUPS - 1 }, (_, k) => quantile(sorted, (k + 1) / GROUPS));
  const groupOf = (score: number) => cuts.filter((cut) => score > cut).length;
  const sharesOf = (scores: Float64Array) => {
    const shares = new Float64Array(GROUPS);
    for (const score of scores) shares[groupOf(score)]! += 1 / scores.length;
    return shares;
  };
  const [then, current] = [sharesOf(kept), sharesOf(now)];
  return {
    weights: kept.map((score) => current[groupOf(score)]! / then[groupOf(score)]!),
    share: current.reduce((sum, share, group) => sum + (then[group]! > 0 ? share : 0), 0),
  };
}

/**
 * The rows that the version had not seen at training, weighted as the window's rows are distributed.
 * @param drift its drifted features say what is new in kind
 * @returns null where nothing drifted, or too few rows like these were kept
 * @example evaluate(unseen.scores, unseen.truth, "binary", { weights: weightsAlike(window, drift)! }).metrics.roc_auc // 0.52
 */
export function weightsAlike({ reference: { unseen }, current }: ModelWindow, drift: DriftReport | null) {
  const names = driftedFeatures(drift);
  if (!unseen || names.length === 0) return null;
  const novel = novelty(names, unseen.table, current);
  const { weights, share } = weightsOf(novel.reference, novel.current);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const squares = weights.reduce((total, weight) => total + weight ** 2, 0);
  return share < FEWEST.share || sum ** 2 < FEWEST.rows * squares ? null : weights;
}
