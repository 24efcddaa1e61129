/**
 * When to look and what is seen. A window is judged once: it closes when enough predictions have come since the last
 * one. Between windows the last verdict on the data stands, while outcomes keep coming in.
 */
import {
  type CallFacts,
  type DriftReport,
  type Facts,
  HomeostatError,
  type Policy,
  type Progress,
} from "../contract/index.ts";
import { trialFacts } from "../heal/index.ts";
import { featureDriftInTurns, type History, modelFacts, observeHost, windowImprobability } from "../observe/index.ts";
import {
  type CheckMark,
  lastCheckAt,
  latestCheck,
  recentMarks,
  type StoredCheck,
  storeCheck,
  weigh,
} from "./checks.ts";
import { keepErrorWatch } from "./error-watch.ts";
import { brokenExpectations } from "./expectations.ts";
import { formingWindow } from "./forming.ts";
import { nothingRead, type ReadRows, readWindow } from "./logged-rows.ts";
import type { Loop } from "./loop.ts";
import { spansOf } from "./spans.ts";
import { gatherWindow, LARGEST_WINDOW, liveVersion } from "./window.ts";

/** Predictions that close a window at once; a smaller one closes when it has waited. */
const WINDOW_ROWS = 500;
const LONGEST_WAIT = 10 * 60_000;

export interface Observation {
  facts: Facts;
  history: History;
  /** Checks of the model, this one included, oldest first. */
  checks: CheckMark[];
  /** When the first row of the window that has just closed came, epoch ms; null where none has. */
  windowFrom: number | null;
}

/** Of a look that somebody waits for. */
export interface LookWatch {
  signal: AbortSignal;
  onProgress(progress: Progress): void;
}

/** Shares of a look's time, roughly: reading what came, comparing it; the rest is told as judging. */
const READ = 0.1;
const COMPARED = 0.8;

/** @throws HomeostatError CANCELLED */
function advance(watch: LookWatch | undefined, stage: string, done: number): void {
  if (watch?.signal.aborted) throw new HomeostatError("CANCELLED");
  watch?.onProgress({ stage, done });
}

interface Seen {
  version: string;
  predictions: number;
  rejected: number;
  labelled: number;
  degraded: boolean;
  /** Failed calls leave no row. */
  calls: CallFacts;
}

const seen = new WeakMap<Loop["log"], Map<string, Seen>>();

/** What came of a model so far: as long as it stays the same, a look sees the same. */
export function seenSoFar(loop: Loop, model: string): Seen {
  const { predictions, rejected, labelled } = loop.log.count(model);
  const degraded = loop.sessions.live().some((live) => live.model === model && live.degraded);
  const { version } = liveVersion(loop, model);
  return { version, predictions, rejected, labelled, degraded, calls: loop.metrics.calls(model, version) };
}

/** True where nothing has come since this was asked last, so that a turn costs next to nothing. */
export function nothingNew(loop: Loop, model: string): boolean {
  const now = seenSoFar(loop, model);
  const { degraded } = now;
  const ofLog = seen.get(loop.log) ?? new Map<string, Seen>();
  seen.set(loop.log, ofLog);
  const before = ofLog.get(model);
  ofLog.set(model, now);
  return !degraded && before !== undefined && JSON.stringify(before) === JSON.stringify(now);
}

/** The rows of the window where it closes now; until then none is read twice. */
async function closedWindow(loop: Loop, model: string, policy: Policy, force: boolean): Promise<ReadRows | null> {
  const { rows, since } = formingWindow(loop, model);
  if (since === null || rows < policy.min_window) return null;
  const waited = loop.clock.now() - since >= LONGEST_WAIT;
  if (!force && rows < WINDOW_ROWS && !waited) return null;
  return readWindow(loop.log, liveVersion(loop, model), {
    since: lastCheckAt(loop, model) + 1,
    limit: LARGEST_WINDOW,
  });
}

/** Everything observed about a model now; a closed window is stored with its verdict. */
export async function observe(
  loop: Loop,
  model: string,
  policy: Policy,
  force: boolean,
  watch?: LookWatch,
): Promise<Observation> {
  advance(watch, "gathering", 0);
  const closed = await closedWindow(loop, model, policy, force);
  const { weighed, ...seenNow } = await look(loop, model, policy, closed ?? undefined, watch);
  advance(watch, "deciding", 1);
  const { drift, version, performance, estimated, prediction_drift } = seenNow.facts.model;
  if (closed && drift) {
    storeCheck(loop, model, {
      at: closed.rows.at(-1)!.at,
      version,
      report: drift,
      performance: { realised: performance, estimated, answers: prediction_drift },
      ...weighed,
    });
    keepErrorWatch(loop, model);
    loop.metrics.drift(model, drift);
  }
  return { ...seenNow, checks: await recentMarks(loop, model), windowFrom: closed?.rows[0]?.at ?? null };
}

const withExpectations = (report: DriftReport | null, expectations: NonNullable<DriftReport["expectations"]>) =>
  report && { ...report, expectations };

/**
 * Looks without storing anything.
 * @param closed the window that has just closed; without one the last verdict on the data stands
 * @throws HomeostatError CANCELLED
 */
export async function look(
  loop: Loop,
  model: string,
  policy: Policy,
  closed?: ReadRows,
  watch?: LookWatch,
): Promise<Pick<Observation, "facts" | "history"> & { weighed: Pick<StoredCheck, "look" | "wealth"> }> {
  const { version, schema } = liveVersion(loop, model);
  const window = await gatherWindow(loop, model, closed ?? nothingRead(schema));
  const earlier = await recentMarks(loop, model, version);
  const standing = latestCheck(loop, model, version);
  const seen = { ...window, standing: standing?.report ?? null, spans: await spansOf(loop, model) };
  const drift = await featureDriftInTurns(seen, policy, loop.seed ?? 0, (done, all) =>
    advance(watch, "comparing", READ + (COMPARED * done) / all),
  );
  advance(watch, "judging", READ + COMPARED);
  const found = modelFacts(seen, policy, loop.seed ?? 0, drift);
  const report = closed
    ? withExpectations(found.drift, await brokenExpectations(loop, model, closed))
    : (standing?.report ?? null);
  const estimated = closed ? found.estimated : (standing?.performance?.estimated ?? null);
  const prediction_drift = closed ? found.prediction_drift : (standing?.performance?.answers ?? null);
  const weighed =
    closed && report
      ? weigh(standing, windowImprobability(report, window.importance, policy.psi_warn))
      : { look: standing?.look ?? 0, wealth: standing?.wealth ?? 0 };
  const before = closed ? earlier : earlier.slice(0, -1);
  // What has just closed forms no more.
  const forming = closed ? null : formingWindow(loop, model).look(policy.psi_warn, loop.seed ?? 0);
  const live = loop.sessions.live().find((each) => each.model === model);
  const canary = live?.canary?.version;
  return {
    facts: {
      service: { ...loop.metrics.facts(), degraded: live?.degraded ?? false },
      host: await (loop.host ?? observeHost)(),
      model: {
        ...found,
        drift: report,
        estimated,
        prediction_drift,
        window: report?.rows.current ?? found.window,
        forming,
      },
      calls: loop.metrics.calls(model, version),
      trial: canary === undefined ? null : trialFacts(loop, model, canary),
    },
    history: {
      drifted: before.map(({ moved }) => moved),
      broken: before.map(({ verdict }) => verdict === "data_break"),
      wealth: weighed.wealth,
    },
    weighed,
  };
}
