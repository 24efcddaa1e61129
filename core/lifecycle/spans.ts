/** The last day beside the last week and the last month: what the stored checks and the known outcomes say of each. */
import type { SpanFacts } from "../contract/index.ts";
import { isQuarantined, quarantinesOf } from "../heal/index.ts";
import type { LoggedAnswer } from "../serve/index.ts";
import { evaluate } from "../train/index.ts";
import { marksSince } from "./checks.ts";
import { loggedScores, loggedTruth, readAnswers } from "./logged-rows.ts";
import type { Loop } from "./loop.ts";
import { liveVersion } from "./window.ts";

const HOUR = 3_600_000;
const SPANS = [24, 7 * 24, 30 * 24];
/** Newest outcomes that the metrics are computed on. */
const MOST_OUTCOMES = 5000;
/** A minute-old answer serves: spans are long. */
const FRESH = 60_000;

const held = new WeakMap<Loop["log"], Map<string, { at: number; version: string; spans: SpanFacts[] }>>();

function metricOf(loop: Loop, model: string, rows: readonly LoggedAnswer[]) {
  const { schema, detail, fitted } = liveVersion(loop, model);
  const metric = detail.primary_metric;
  if (rows.length === 0) return { metric, value: null };
  const { threshold } = fitted;
  const { metrics } = evaluate(loggedScores(schema, rows), loggedTruth(schema, rows), schema.task, { threshold });
  return { metric, value: metrics[metric] ?? null };
}

async function compute(loop: Loop, model: string, version: string): Promise<SpanFacts[]> {
  const now = loop.clock.now();
  const since = (hours: number) => now - hours * HOUR;
  const longest = since(SPANS.at(-1)!);
  const spells = quarantinesOf(loop, model);
  const limits = { labelledOnly: true, version, since: longest, limit: MOST_OUTCOMES, status: "ok" } as const;
  const known = await readAnswers(loop.log, model, limits);
  const labelled = known.filter(({ at }) => !isQuarantined(spells, at));
  const checks = await marksSince(loop, model, longest);
  return SPANS.map((hours) => {
    const those = checks.filter(({ at }) => at >= since(hours));
    const rows = labelled.filter(({ at }) => at >= since(hours));
    const sum = (of: (check: (typeof those)[number]) => number) => those.reduce((total, check) => total + of(check), 0);
    return {
      hours,
      windows: those.length,
      rows: sum(({ rows }) => rows),
      drifted: those.filter(({ moved }) => moved).length,
      broken: those.filter(({ verdict }) => verdict === "data_break").length,
      share: those.length === 0 ? null : sum(({ share }) => share) / those.length,
      labelled: rows.length,
      ...metricOf(loop, model, rows),
    };
  });
}

/** The last 24 hours, 7 and 30 days of a model; outcomes are those of its live version. */
export async function spansOf(loop: Loop, model: string): Promise<SpanFacts[]> {
  const { version } = liveVersion(loop, model);
  const ofLog = held.get(loop.log) ?? new Map<string, { at: number; version: string; spans: SpanFacts[] }>();
  held.set(loop.log, ofLog);
  const before = ofLog.get(model);
  const now = loop.clock.now();
  if (before && before.version === version && now - before.at < FRESH && now >= before.at) return before.spans;
  const spans = await compute(loop, model, version);
  ofLog.set(model, { at: now, version, spans });
  return spans;
}
