/** Long work in progress: started once, watched by anyone, cancelled by anyone, remembered for a while. */
import {
  asHomeostatError,
  HomeostatError,
  type Job,
  type JobKind,
  type JobSubject,
  type Progress,
  say,
} from "../contract/index.ts";
import type { ReadWatch } from "../data/index.ts";
import { type Clock, type NextId, timestamp } from "../shared/index.ts";
import type { Events } from "./events.ts";

export interface JobContext {
  signal: AbortSignal;
  /** Aborts once the work is to end early with what it has. */
  enough: AbortSignal;
  onProgress(progress: Progress): void;
}

/** A job's reading of a file: its share done, and its end where the job is cancelled. */
export const readingOf = ({ signal, onProgress }: JobContext): ReadWatch => ({
  signal,
  onProgress: (done) => onProgress({ stage: "reading", done }),
});

export interface JobOptions {
  about?: JobSubject;
  /** The result is told in the answer alone, not kept and sent to every page. */
  isLarge?: boolean;
  /** How it is cancelled, where that is more than a signal to its work. May throw what forbids it. */
  stop?(): void;
}

export interface Jobs {
  /** Runs work as a job and returns its result; the error, if any, is kept with the job and thrown. */
  run<T>(
    kind: JobKind,
    title: string,
    id: string | undefined,
    work: (context: JobContext) => Promise<T>,
    options?: JobOptions,
  ): Promise<T>;
  get(id: string): Job;
  list(): Job[];
  cancel(id: string): Job;
  /** Ends a training's search with the best so far. @throws WRONG_USE for other kinds of job */
  finish(id: string): Job;
  /** Stops everything that runs and waits for it. */
  close(): Promise<void>;
}

const REMEMBERED = 50;

interface Entry {
  job: Job;
  /** Monotonic, ms. */
  began: number;
  abort: AbortController;
  enough: AbortController;
  ended: Promise<unknown>;
  stop(): void;
}

export function createJobs(deps: { clock: Clock; nextId: NextId; events: Events }): Jobs {
  const { clock, nextId, events } = deps;
  const jobs = new Map<string, Entry>();

  const ran = ({ began }: Entry): number => Math.round(performance.now() - began);

  const update = (id: string, change: Partial<Job>): void => {
    const entry = jobs.get(id);
    if (!entry) return;
    entry.job = { ...entry.job, ...change, ran_ms: ran(entry) };
    events.publish({ type: "job_changed", job: entry.job });
  };

  /** A job that told nothing for a while has gone on meanwhile. */
  const told = (entry: Entry): Job =>
    entry.job.state === "running" ? { ...entry.job, ran_ms: ran(entry) } : entry.job;

  const forgetOldest = (): void => {
    const ended = [...jobs].filter(([, { job }]) => job.state !== "running");
    for (const [id] of ended.slice(0, Math.max(0, ended.length - REMEMBERED))) jobs.delete(id);
  };

  const find = (id: string) => {
    const entry = jobs.get(id);
    if (!entry) throw new HomeostatError("JOB_NOT_FOUND", { job: id });
    return entry;
  };

  return {
    async run(kind, title, id = nextId(), work, { about, isLarge = false, stop } = {}) {
      if (jobs.has(id)) throw new HomeostatError("WRONG_USE", { reason: say("jobExists", { job: id }) });
      const abort = new AbortController();
      const enough = new AbortController();
      const job: Job = {
        id,
        kind,
        title,
        ...(about ? { about } : {}),
        state: "running",
        started_at: timestamp(clock),
        ran_ms: 0,
        progress: { stage: "starting", done: 0 },
        error: null,
        result: null,
      };
      const entry: Entry = {
        job,
        began: performance.now(),
        abort,
        enough,
        ended: Promise.resolve(),
        stop: stop ?? (() => abort.abort()),
      };
      jobs.set(id, entry);
      events.publish({ type: "job_changed", job });
      const ended = work({
        signal: abort.signal,
        enough: enough.signal,
        onProgress: (progress) => update(id, { progress }),
      });
      entry.ended = ended;
      try {
        const result = await ended;
        update(id, { state: "done", progress: { stage: "done", done: 1 }, result: isLarge ? null : result });
        return result;
      } catch (thrown) {
        const error = asHomeostatError(thrown);
        update(id, { state: error.code === "CANCELLED" ? "cancelled" : "failed", error: error.toJSON() });
        throw thrown;
      } finally {
        forgetOldest();
      }
    },
    get: (id) => told(find(id)),
    list: () => [...jobs.values()].map(told),
    cancel(id) {
      const entry = find(id);
      if (entry.job.state === "running") entry.stop();
      return told(find(id));
    },
    finish(id) {
      const entry = find(id);
      if (entry.job.kind !== "train")
        throw new HomeostatError("WRONG_USE", { reason: say("jobHasNothing", { job: id }) });
      entry.enough.abort();
      return entry.job;
    },
    async close() {
      for (const { abort } of jobs.values()) abort.abort();
      await Promise.allSettled([...jobs.values()].map(({ ended }) => ended));
    },
  };
}
