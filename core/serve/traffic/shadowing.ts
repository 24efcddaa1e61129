/**
 * Scoring live rows by the shadows, after their answers have been given and never at their cost: small batches, with
 * pauses that keep this work at a fifth of the event loop's time, and a backlog beyond which rows are skipped.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Row } from "../../contract/index.ts";
import type { Clock, Logger } from "../../shared/index.ts";
import type { ServiceMetrics } from "../http/metrics.ts";
import type { LoggedPrediction } from "../log/prediction-writer.ts";
import type { ShadowLog, ShadowPrediction } from "../log/shadow-log.ts";
import type { LiveVersion } from "../session/live-version.ts";
import { createReplies } from "../session/reply.ts";
import type { Split } from "./splits.ts";

export interface Shadowing {
  /** Hands rows to the model's shadows, those that were answered; returns at once. */
  offer(model: string, rows: readonly LoggedPrediction[]): void;
  /** Settles when nothing is waiting. */
  idle(): Promise<void>;
  /** Drops what is waiting. */
  close(): Promise<void>;
}

export interface ShadowingDeps {
  split(model: string): Split;
  log: ShadowLog;
  clock: Clock;
  logger: Logger;
  metrics: Pick<ServiceMetrics, "shadowed">;
}

const MAX_BACKLOG = 2048;
const BATCH = 64;
/** A pause after each batch, in times of what it took. */
const PAUSE = 4;

interface Waiting {
  live: LiveVersion;
  row: LoggedPrediction;
}

export function createShadowing({ split, log, clock, logger, metrics }: ShadowingDeps): Shadowing {
  let backlog: Waiting[] = [];
  let working: Promise<void> | null = null;
  let closed = false;

  /** The rows of the backlog's first shadow, at most a batch of them. */
  function takeBatch(): { live: LiveVersion; rows: LoggedPrediction[] } {
    const { live } = backlog[0]!;
    const rows: LoggedPrediction[] = [];
    const rest: Waiting[] = [];
    for (const each of backlog) {
      if (each.live === live && rows.length < BATCH) rows.push(each.row);
      else rest.push(each);
    }
    backlog = rest;
    return { live, rows };
  }

  const isShadow = (live: LiveVersion): boolean => split(live.model).shadows.some((each) => each.live === live);

  async function predict(live: LiveVersion, rows: readonly LoggedPrediction[]): Promise<ShadowPrediction[]> {
    const checked = rows.map(({ input }) => live.validate(JSON.parse(input) as Row));
    const values = checked.flatMap((each) => (each.ok ? [each.values] : []));
    const scored = values.length > 0 ? await live.many(values) : null;
    const { answer } = createReplies(live);
    let next = 0;
    return checked.map((each, at) => {
      const { model, version } = live;
      const told = { prediction_id: rows[at]!.id, model, version, at: clock.now() };
      if (!each.ok) return { ...told, status: "rejected" as const, output: JSON.stringify({ error: each.error }) };
      const { output } = answer(scored!, next++, each.flags);
      return { ...told, status: scored!.degraded ? ("failed" as const) : ("ok" as const), output };
    });
  }

  async function scoreBatch(): Promise<void> {
    const { live, rows } = takeBatch();
    if (!isShadow(live)) return;
    live.enter();
    try {
      const predictions = await predict(live, rows);
      log.append(predictions);
      for (const { status } of predictions) {
        // The answer was given to this very row: a shadow that refuses it could not have.
        live.tally?.record(status !== "ok");
        metrics.shadowed(live.model, live.version, status);
      }
    } catch (error) {
      logger.warn({ err: error, model: live.model, version: live.version }, "a shadow's rows could not be logged");
      skip(live, rows.length);
    } finally {
      live.leave();
    }
  }

  function skip(live: LiveVersion, rows: number): void {
    live.tally?.skip(rows);
    metrics.shadowed(live.model, live.version, "skipped", rows);
  }

  async function workOff(): Promise<void> {
    while (backlog.length > 0 && !closed) {
      const started = performance.now();
      await scoreBatch();
      await sleep(PAUSE * (performance.now() - started));
    }
    working = null;
  }

  return {
    offer: (model, rows) => {
      const { shadows } = split(model);
      if (shadows.length === 0 || closed) return;
      const answered = rows.filter(({ status }) => status === "ok");
      for (const { live } of shadows) {
        const taken = answered.slice(0, Math.max(0, MAX_BACKLOG - backlog.length));
        for (const row of taken) backlog.push({ live, row });
        if (taken.length < answered.length) skip(live, answered.length - taken.length);
      }
      // Not in this turn: the answer goes out first.
      working ??= sleep(0).then(workOff);
    },
    idle: () => working ?? Promise.resolve(),
    close: async () => {
      closed = true;
      backlog = [];
      await working;
    },
  };
}
