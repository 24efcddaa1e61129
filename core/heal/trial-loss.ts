/**
 * The answers of a trial beside what really happened: both versions score the same labelled rows, whoever answered
 * them, and a confidence sequence of the gain says when it is certain that one is worse.
 */
import type { TrialFacts, TrialVerdict } from "../contract/index.ts";
import { type CellValue, compileValidator, encodeTarget, tableOf } from "../data/index.ts";
import { statistics } from "../observe/index.ts";
import type { LiveVersion, LoggedRow } from "../serve/index.ts";
import { rowLoss, score } from "../train/index.ts";
import type { HealContext } from "./context.ts";
import { isQuarantined, quarantinesOf } from "./quarantine.ts";
import { outcomeColumn } from "./tables.ts";
import { withoutLimits } from "./without-limits.ts";

/** Labelled rows that are compared, the newest. */
const MOST_ROWS = 5000;
/** Chance that the comparison ever errs, on either side together. */
const ALPHA = 0.02;
/** A version may lose this share of the champion's loss: less is no reason to keep an equal one out. */
const TOLERATED = 0.05;

type Paired = NonNullable<TrialFacts["paired"]>;
type Scoring = Pick<LiveVersion, "schema" | "fitted">;

/** Loss of a version on rows that it accepts; both in the same order. */
function losses({ schema, fitted }: Scoring, rows: readonly LoggedRow[], values: readonly CellValue[][]): Float64Array {
  const like =
    schema.task === "regression"
      ? { name: schema.target, kind: "number" as const, values: new Float64Array(0) }
      : { name: schema.target, kind: "text" as const, codes: new Int32Array(0), levels: [] };
  const column = outcomeColumn(
    rows.map(({ outcome }) => outcome!),
    like,
  );
  return rowLoss(score(fitted, tableOf(schema, values)), encodeTarget(column, schema), schema.task);
}

/** Champion's loss less the other's, per row that both accept, in time order; with the champion's mean loss. */
function gainsOn(champion: Scoring, trial: Scoring, rows: readonly LoggedRow[]) {
  const [before, after] = [champion, trial].map(({ schema }) => compileValidator(withoutLimits(schema)));
  const kept: LoggedRow[] = [];
  const [left, right]: [CellValue[][], CellValue[][]] = [[], []];
  for (const row of rows) {
    const [one, other] = [before!(row.input), after!(row.input)];
    if (!one.ok || !other.ok) continue;
    kept.push(row);
    left.push(one.values);
    right.push(other.values);
  }
  const lost = losses(champion, kept, left);
  const gains = losses(trial, kept, right).map((loss, row) => lost[row]! - loss);
  const known = gains.filter((gain) => !Number.isNaN(gain));
  const championLoss = lost.filter((_, row) => !Number.isNaN(gains[row]!));
  return { gains: known, championLoss: championLoss.reduce((sum, loss) => sum + loss, 0) / Math.max(1, known.length) };
}

/** Means of neighbouring rows, which resemble each other. */
const blockMeans = (values: Float64Array, size: number): Float64Array =>
  Float64Array.from({ length: Math.floor(values.length / size) }, (_, block) => {
    const part = values.subarray(block * size, (block + 1) * size);
    return part.reduce((sum, value) => sum + value, 0) / size;
  });

/**
 * @param since when the trial began, epoch ms: neither version has learnt from rows that came later
 * @returns null while fewer than `policy.min_labelled` outcomes are known
 */
export function pairedOnTraffic(
  context: HealContext,
  champion: LiveVersion,
  trial: LiveVersion,
  since: number,
): Paired | null {
  const { registry, log } = context;
  const { min_labelled } = registry.policy(champion.model);
  const spells = quarantinesOf(context, champion.model);
  const rows = log
    .window(champion.model, { labelledOnly: true, since, limit: MOST_ROWS, status: "ok" })
    .filter(({ at }) => !isQuarantined(spells, at));
  if (rows.length < min_labelled) return null;
  const { gains, championLoss } = gainsOn(champion, trial, rows);
  const blocks = blockMeans(gains, Math.max(1, Math.floor(min_labelled / statistics.FEWEST_VALUES)));
  if (blocks.length < statistics.FEWEST_VALUES) return null;
  const { mean, low, high } = statistics.meanSequence(blocks, ALPHA);
  return { rows: gains.length, gain: mean, low, high, champion_loss: championLoss };
}

/** Bad: worse beyond doubt. Good: not worse by more than is tolerated, beyond doubt. */
export function judgeLoss({ low, high, champion_loss }: Paired): TrialVerdict {
  if (high < 0) return "bad";
  return low > -TOLERATED * champion_loss ? "good" : "open";
}
