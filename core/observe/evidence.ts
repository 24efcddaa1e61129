/** What speaks for a diagnosis, in sentences. */
import type { DriftReport, ModelFacts } from "../contract/index.ts";
import { figure, list, metricWords, percent, plural } from "./words.ts";

/** Rows of the kind that was trained on, with outcomes, that their metric says something about. */
export const LEAST_FAMILIAR = 50;

/** Drifted features, those first that carry most of the effect on the model. */
export const driftedFeatures = (drift: DriftReport | null): string[] =>
  (drift?.features ?? [])
    .filter(({ drifted }) => drifted)
    .sort((a, b) => (b.effect_share ?? 0) - (a.effect_share ?? 0) || (b.effect.psi ?? 0) - (a.effect.psi ?? 0))
    .map(({ name }) => name);

/** How much drifted, and the feature that carries most of it. */
export function driftEvidence(drift: DriftReport | null): string[] {
  const names = driftedFeatures(drift);
  if (!drift || names.length === 0) return [];
  const strongest = drift.features.find(({ name }) => name === names[0])!;
  const weighted = drift.weighted_share === null ? "" : `, ${percent(drift.weighted_share)} by their importance`;
  const { effect_share } = strongest;
  const part = names.length > 1 && effect_share !== undefined ? `, ${percent(effect_share)} of the effect` : "";
  return [
    `${percent(drift.share)} of the features drifted${weighted}: ${list(names)}.`,
    `${strongest.name}: ${strongest.reason} (PSI ${figure(strongest.effect.psi!)}${part}).`,
  ];
}

function costEvidence({ cost }: ModelFacts): string[] {
  if (!cost || cost.reference === null || cost.current === null || cost.current_interval === null) return [];
  const amount = (value: number) => `${figure(value)}${cost.unit ? ` ${cost.unit}` : ""}`;
  const [low, high] = cost.current_interval;
  return [
    `An answer costs ${amount(cost.current)} (95 % interval ${figure(low)} to ${figure(high)}), against ${amount(cost.reference)} at training.`,
  ];
}

/** The watched metric beside its promise, what its outcomes speak for, and what answers cost. */
export function performanceEvidence(model: ModelFacts): string[] {
  const { metric, reference, current, current_interval, labelled, drop, coverage } = model.performance;
  if (reference === null || current === null || drop === null) return [];
  const interval = current_interval
    ? ` (95 % interval ${figure(current_interval[0])} to ${figure(current_interval[1])})`
    : "";
  const how = drop > 0 ? `${percent(drop)} worse than` : "no worse than";
  return [
    `${metricWords(metric)} is ${figure(current)}${interval} on ${plural(labelled, "outcome")}, ${how} the ${figure(reference)} promised at training.`,
    ...(coverage && coverage.kind !== "complete" ? [coverage.evidence] : []),
    ...costEvidence(model),
  ];
}

/** Where it got worse, or where probabilities no longer come true. */
export function whereEvidence({ segments, calibration, performance }: ModelFacts): string[] {
  const worse = (segments ?? []).filter((segment) => segment.worse).slice(0, 3);
  const name = performance.all.rmse === undefined ? "accuracy" : "RMSE";
  const told = worse.map(
    ({ feature, value, reference, current }) =>
      `${feature} ${value} (${name} ${figure(reference)} → ${figure(current)})`,
  );
  return [
    ...(told.length > 0 ? [`Most clearly where ${list(told)}.`] : []),
    ...(calibration?.off ? [`Probabilities are off by ${figure(calibration.gap)} on average.`] : []),
  ];
}

export function familiarEvidence({ familiar }: ModelFacts): string[] {
  if (!familiar || familiar.current === null || familiar.labelled < LEAST_FAMILIAR) return [];
  const rows = plural(familiar.labelled, "outcome");
  return [`On rows as they used to be it is ${figure(familiar.current)} (${rows}).`];
}

const minute = (iso: string): string => iso.slice(0, 16).replace("T", " ");

const SPAN_NAMES: Record<number, string> = { 24: "24 hours", 168: "7 days", 720: "30 days" };

/** Since when, and how the last day compares with the last week and month. */
export function timeEvidence({ drift, spans = [] }: ModelFacts): string[] {
  const began = (drift?.changes ?? []).map(({ of, at, earliest, latest }) => {
    const [from, to] = [minute(earliest), minute(latest)];
    const range = from === to ? "" : ` (95 %: ${from} to ${to})`;
    return `${of === "errors" ? "The errors" : of} changed about ${minute(at)} UTC${range}.`;
  });
  const known = spans.filter(({ windows, labelled }) => windows > 0 || labelled > 0);
  const told = known.map(({ hours, windows, drifted, labelled, metric, value }) => {
    const right =
      value === null ? "no outcome" : `${metricWords(metric)} ${figure(value)} on ${plural(labelled, "outcome")}`;
    return `last ${SPAN_NAMES[hours] ?? `${hours} hours`}: ${drifted} of ${plural(windows, "window")} drifted, ${right}`;
  });
  return [...began, ...(told.length > 0 ? [`${told.join("; ")}.`.replace(/^l/, "L")] : [])];
}
