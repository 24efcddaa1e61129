/** The error stream of a live model, watched by four detectors of different temper. */
import { type AdwinState, createAdwin } from "./adwin.ts";
import { createDdm, type DdmState } from "./ddm.ts";
import type { ChangeDetector } from "./detector.ts";
import { createKswin, type KswinState } from "./kswin.ts";
import { createPageHinkley, type PageHinkleyState } from "./page-hinkley.ts";

/** Plain values and typed arrays: what `v8.serialize` keeps. */
export interface MonitorState {
  adwin: AdwinState;
  pageHinkley: PageHinkleyState;
  kswin: KswinState;
  ddm: DdmState;
  first: number[];
  scale: number | null;
  slow: number;
  fast: number;
}

export interface ErrorMonitor {
  /**
   * Takes the loss of the next labelled prediction, in the order in which they were made.
   * @param loss ≥ 0: log loss, or squared error (see rowLoss)
   * @param wrong for classes: whether the decided class was wrong; DDM watches that
   * @returns names of the detectors that found a rise at this row: `adwin`, `page_hinkley`, `kswin`, `ddm`
   */
  update(loss: number, wrong?: boolean): string[];
  /** All that it remembers: a monitor made with a copy of it goes on as this one would. */
  state(): MonitorState;
}

/** It compares at every value: with the published 0.005 it would fire of itself every few thousand. */
const KSWIN_ALPHA = 1e-5;

/** Losses before the scale is fixed and the detectors start. */
const WARM_UP = 100;

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!;

/**
 * Losses have no upper bound, detectors want [0, 1): loss ÷ (loss + scale), the scale being the median of the first 100.
 * Only rises count: a model that became better needs no alarm.
 */
export function createErrorMonitor(from?: MonitorState): ErrorMonitor {
  const adwin = createAdwin({}, from?.adwin);
  const pageHinkley = createPageHinkley({}, from?.pageHinkley);
  const kswin = createKswin({ alpha: KSWIN_ALPHA }, from?.kswin);
  const onLoss: [string, ChangeDetector][] = [
    ["adwin", adwin],
    ["page_hinkley", pageHinkley],
    ["kswin", kswin],
  ];
  const ddm = createDdm({}, from?.ddm);
  const first: number[] = from?.first ?? [];
  // Mean since the last change, and before it, tell a rise from a fall.
  let { scale, slow, fast } = from ?? { scale: null, slow: 0, fast: 0 };

  function watch(loss: number): string[] {
    const bounded = loss / (loss + scale!);
    slow += (bounded - slow) / 1000;
    fast += (bounded - fast) / 50;
    return onLoss.filter(([, detector]) => detector.update(bounded)).map(([name]) => name);
  }

  return {
    state: () => ({
      ...{ adwin: adwin.state(), pageHinkley: pageHinkley.state(), kswin: kswin.state(), ddm: ddm.state() },
      ...{ first, scale, slow, fast },
    }),
    update(loss, wrong) {
      const fired = wrong !== undefined && ddm.update(wrong ? 1 : 0) ? ["ddm"] : [];
      if (!Number.isFinite(loss)) return fired;
      if (scale !== null) return [...watch(loss).filter(() => fast > slow), ...fired];
      first.push(loss);
      if (first.length < WARM_UP) return fired;
      scale = Math.max(median(first), Number.EPSILON);
      slow = first.reduce((sum, value) => sum + value / (value + scale!), 0) / first.length;
      fast = slow;
      for (const earlier of first) watch(earlier);
      return fired;
    },
  };
}
