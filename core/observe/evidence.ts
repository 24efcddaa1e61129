/** What speaks for a diagnosis, in sentences. */
import type { DriftReport, ModelFacts } from "../contract/index.ts";
import { figure, list, metricWords, percent, plural, say } from "./words.ts";

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
  const weighted = drift.weighted_share === null ? "" : say("byImportance", { share: percent(drift.weighted_share) });
  const { effect_share } = strongest;
  const part =
    names.length > 1 && effect_share !== undefined ? say("ofTheEffect", { share: percent(effect_share) }) : "";
  const { name, reason, effect } = strongest;
  return [
    say("featuresDrifted", { share: percent(drift.share), weighted, names: list(names) }),
    say("strongest", { name, reason, psi: figure(effect.psi!), part }),
  ];
}

function costEvidence({ cost }: ModelFacts): string[] {
  if (!cost || cost.reference === null || cost.current === null || cost.current_interval === null) return [];
  const unit = cost.unit ? say("unit", { name: cost.unit }) : "";
  const amount = (value: number) => say("amount", { value: figure(value), unit });
  const [low, high] = cost.current_interval;
  return [
    say("answerCosts", {
      ...{ now: amount(cost.current), before: amount(cost.reference) },
      ...{ low: figure(low), high: figure(high) },
    }),
  ];
}

/** The watched metric beside its promise, what its outcomes speak for, and what answers cost. */
export function performanceEvidence(model: ModelFacts): string[] {
  const { metric, reference, current, current_interval, labelled, drop, coverage } = model.performance;
  if (reference === null || current === null || drop === null) return [];
  const interval = current_interval
    ? say("interval", { low: figure(current_interval[0]), high: figure(current_interval[1]) })
    : "";
  const change = drop > 0 ? say("worseThan", { drop: percent(drop) }) : say("noWorseThan");
  return [
    say("metricBesidePromise", {
      ...{ metric: metricWords(metric), value: figure(current), interval, outcomes: plural(labelled, "outcome") },
      ...{ change, promised: figure(reference) },
    }),
    ...(coverage && coverage.kind !== "complete" ? [coverage.evidence] : []),
    ...costEvidence(model),
  ];
}

/** Where it got worse, or where probabilities no longer come true. */
export function whereEvidence({ segments, calibration, performance }: ModelFacts): string[] {
  const worse = (segments ?? []).filter((segment) => segment.worse).slice(0, 3);
  const metric = performance.all.rmse === undefined ? say("accuracyWord") : say("rmseWord");
  const told = worse.map(({ feature, value, reference, current }) =>
    say("segmentWorse", { feature, value, metric, before: figure(reference), now: figure(current) }),
  );
  return [
    ...(told.length > 0 ? [say("clearestWhere", { segments: list(told) })] : []),
    ...(calibration?.off ? [say("probabilitiesOff", { gap: figure(calibration.gap) })] : []),
  ];
}

export function familiarEvidence({ familiar }: ModelFacts): string[] {
  if (!familiar || familiar.current === null || familiar.labelled < LEAST_FAMILIAR) return [];
  return [say("onFamiliarRows", { value: figure(familiar.current), outcomes: plural(familiar.labelled, "outcome") })];
}

const minute = (iso: string): string => iso.slice(0, 16).replace("T", " ");

/** The last day in hours, longer spans in days. */
const spanName = (hours: number): string =>
  hours > 24 && hours % 24 === 0 ? plural(hours / 24, "day") : plural(hours, "hour");

/** Since when, and how the last day compares with the last week and month. */
export function timeEvidence({ drift, spans = [] }: ModelFacts): string[] {
  const began = (drift?.changes ?? []).map(({ of, at, earliest, latest }) => {
    const [from, to] = [minute(earliest), minute(latest)];
    const range = from === to ? "" : say("changeRange", { from, to });
    return say("changedAbout", { what: of === "errors" ? say("theErrors") : of, at: minute(at), range });
  });
  const known = spans.filter(({ windows, labelled }) => windows > 0 || labelled > 0);
  const told = known.map(({ hours, windows, drifted, labelled, metric, value }, k) => {
    const outcomes = plural(labelled, "outcome");
    const right =
      value === null
        ? say("noOutcomeYet")
        : say("metricOn", { metric: metricWords(metric), value: figure(value), outcomes });
    const last = k === 0 ? "" : say("lastWord");
    return say("spanTold", { last, span: spanName(hours), drifted, windows: plural(windows, "window"), right });
  });
  return [...began, ...(told.length > 0 ? [say("lastSpans", { spans: told.join("; ") })] : [])];
}
