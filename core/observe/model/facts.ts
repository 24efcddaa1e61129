import type { DriftReport, ModelFacts, Policy, WindowPerformance } from "../../contract/index.ts";
import { takeColumns } from "../../data/index.ts";
import { deriveSeed } from "../../shared/index.ts";
import { outcomeDrift, predictionDrift } from "./answers-drift.ts";
import { calibrationFacts } from "./calibration.ts";
import { changesOf } from "./changes.ts";
import { costFacts } from "./cost.ts";
import { compareTables, compareTablesInTurns, compareToStatistics, type DriftOptions } from "./drift/compare.ts";
import { estimatedPerformance } from "./estimate/estimate.ts";
import { familiarFacts } from "./familiar.ts";
import { type KnownOutcomes, knownOutcomes } from "./outcomes.ts";
import { performanceFacts } from "./performance.ts";
import { clockJump, type Found } from "./quality/index.ts";
import { segmentFacts } from "./segments.ts";
import type { ModelWindow } from "./window.ts";

/** What is compared of a window, and how; columns that order the rows in time move by nature and are left out. */
function comparisonOf({ schema, importance, reference }: ModelWindow, policy: Policy, seed: number) {
  const features = schema.features.filter(({ name }) => !schema.time.includes(name));
  const names = features.map(({ name }) => name);
  const options: DriftOptions = {
    types: Object.fromEntries(features.map(({ name, type }) => [name, type])),
    importance,
    warn: policy.psi_warn,
    alert: policy.psi_alert,
    share: policy.drift_share,
    meanJump: policy.mean_jump,
    seed: deriveSeed(seed, "features"),
    keep: true,
  };
  return { options, table: reference.table && takeColumns(reference.table, names) };
}

const withJumps = (report: DriftReport, { timed = [] }: ModelWindow) => withFindings(report, timed.flatMap(clockJump));

/** Drift of a window's features, null where it has no rows. */
function featureDrift(window: ModelWindow, policy: Policy, seed: number): DriftReport | null {
  const { current, reference } = window;
  if (current.rows === 0) return null;
  const { options, table } = comparisonOf(window, policy, seed);
  const report = table
    ? compareTables(table, current, options)
    : compareToStatistics(reference.statistics, current, options);
  return withJumps(report, window);
}

/**
 * The same in stretches of some milliseconds, so that requests are answered in between.
 * @param onProgress told how many columns are compared, of how many; what it throws ends the comparison
 * @example modelFacts(window, policy, 1, await featureDriftInTurns(window, policy, 1))
 */
export async function featureDriftInTurns(
  window: ModelWindow,
  policy: Policy,
  seed: number,
  onProgress?: (done: number, all: number) => void,
): Promise<DriftReport | null> {
  const { options, table } = comparisonOf(window, policy, seed);
  if (window.current.rows === 0 || !table) return featureDrift(window, policy, seed);
  return withJumps(await compareTablesInTurns(table, window.current, options, onProgress), window);
}

/** Findings that need more than the two tables: a break is a break whatever the features look like. */
function withFindings(report: DriftReport, found: Found[]): DriftReport {
  if (found.length === 0) return report;
  const broken = found.some(({ breaking }) => breaking) && report.verdict !== "too_few_rows";
  return { ...report, quality: [...found, ...report.quality], verdict: broken ? "data_break" : report.verdict };
}

/**
 * How right the answers are: by the outcomes that are known, and as far as it can be estimated without.
 * @param drift of the window's features
 * @example windowPerformance(window, report, policy, 1).estimated?.known
 */
export function windowPerformance(
  window: ModelWindow,
  drift: DriftReport | null,
  policy: Policy,
  seed: number,
  known: KnownOutcomes = knownOutcomes(window),
): WindowPerformance {
  return {
    realised: performanceFacts(window, known, deriveSeed(seed, "performance")),
    estimated: estimatedPerformance(window, drift, policy, deriveSeed(seed, "estimate")),
  };
}

/**
 * Everything observed about a live model, without judgement. Pure: the same window and seed give the same facts, but
 * for the seconds the comparison took.
 * @param window the live window and the version's reference
 * @param policy for its thresholds
 * @param seed of permutations and bootstrap
 * @param drift of the window's features, where it is known already
 * @example modelFacts(window, policy, 1).performance.drop // 0.02: 2 % worse than at registration
 */
export function modelFacts(
  window: ModelWindow,
  policy: Policy,
  seed: number,
  drift: DriftReport | null = featureDrift(window, policy, seed),
): ModelFacts {
  const rows = window.current.rows;
  const known = knownOutcomes(window);
  const { realised: performance, estimated } = windowPerformance(window, drift, policy, seed, known);
  return {
    model: window.model,
    version: window.version,
    at: window.at,
    window: rows,
    drift: drift && window.courses ? { ...drift, changes: changesOf(drift, window.courses) } : drift,
    prediction_drift: predictionDrift(window, policy, deriveSeed(seed, "predictions")),
    outcome_drift: outcomeDrift(window, policy, deriveSeed(seed, "outcomes")),
    performance,
    familiar: familiarFacts(window, known, drift ?? window.standing ?? null, deriveSeed(seed, "familiar rows")),
    ...(window.spans ? { spans: window.spans } : {}),
    estimated,
    calibration: calibrationFacts(window, known, performance),
    segments: segmentFacts(window, known),
    cost: costFacts(window, known, policy, estimated?.known ?? false),
    error_alarms: [...new Set(window.errorAlarms ?? [])],
    new_labelled: window.newLabelled,
    trained_rows: window.reference.rows,
    hours_since_outcome: window.hoursSinceOutcome,
    rejected_share: rows > 0 ? Math.min(1, window.rejected / rows) : 0,
    outlier_share: rows > 0 ? Math.min(1, window.outliers / rows) : 0,
    ...(window.feed ? { feed: window.feed } : {}),
  };
}
