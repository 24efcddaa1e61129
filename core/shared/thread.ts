/**
 * Work in a thread of its own, so that no request waits for it: one task, its progress, its result or its error.
 * Threads run this repository's TypeScript as it stands; a packaged app ships `core` as source.
 */
import { setPriority } from "node:os";
import { parentPort, Worker, workerData } from "node:worker_threads";
import { asHomeostatError, type ErrorBody, HomeostatError } from "../contract/index.ts";

/** A cancelled thread that has not stopped by itself after this long is ended. */
const GRACE_MS = 800;
const FLAGS = { cancelled: 0, enough: 1 } as const;
/** Below everything that answers somebody. Linux gives each thread its own; elsewhere it would slow the whole engine. */
const NICE = 19;

/** What passes between the two; task, progress and result survive a structured clone. */
interface ThreadInput {
  task: unknown;
  /** Two Int32, 1 once the work is to stop, or to end with what it has: seen in the middle of a synchronous fit, unlike a message. */
  flags: SharedArrayBuffer;
}
type ThreadMessage<P, R> =
  | { kind: "progress"; progress: P }
  | { kind: "done"; result: R }
  | { kind: "failed"; error: ErrorBody };

export interface ThreadOptions<P> {
  /** What the thread is for: its name, and the job's in what is thrown. */
  job: string;
  onProgress?: ((progress: P) => void) | undefined;
  signal?: AbortSignal | undefined;
  /** Aborts once the work is to end early with what it has; a task that knows no such end goes on. */
  enough?: AbortSignal | undefined;
  /** Megabytes of heap; the engine's own limit where absent. */
  memory?: number | undefined;
}

/**
 * @param entry a script that calls `serveThread`
 * @throws CANCELLED once `signal` aborts; what the task threw; JOB_FAILED where the thread died
 * @example await runInThread<number, Table>(entry, { path }, { job: "read", signal });
 */
export function runInThread<P, R>(entry: URL, task: unknown, options: ThreadOptions<P>): Promise<R> {
  const { job, signal, enough, onProgress, memory } = options;
  if (signal?.aborted) return Promise.reject(new HomeostatError("CANCELLED"));
  const flags = new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT);
  const raise = (flag: keyof typeof FLAGS) => Atomics.store(new Int32Array(flags), FLAGS[flag], 1);
  const worker = new Worker(entry, {
    workerData: { task, flags } satisfies ThreadInput,
    name: `homeostat ${job}`,
    ...(memory === undefined ? {} : { resourceLimits: { maxOldGenerationSizeMb: memory } }),
  });
  const died = (reason: string): HomeostatError =>
    signal?.aborted ? new HomeostatError("CANCELLED") : new HomeostatError("JOB_FAILED", { job, reason });
  return new Promise<R>((resolve, reject) => {
    let grace: NodeJS.Timeout | undefined;
    const onAbort = () => {
      raise("cancelled");
      grace = setTimeout(() => void worker.terminate(), GRACE_MS);
    };
    const onEnough = () => raise("enough");
    signal?.addEventListener("abort", onAbort, { once: true });
    if (enough?.aborted) onEnough();
    enough?.addEventListener("abort", onEnough, { once: true });
    worker.on("message", (message: ThreadMessage<P, R>) => {
      if (message.kind === "progress") onProgress?.(message.progress);
      else if (message.kind === "failed") reject(HomeostatError.from(message.error));
      else resolve(message.result);
    });
    worker.on("error", (error) => reject(died(error instanceof Error ? error.message : String(error))));
    // Where a result came first, the promise is settled and this changes nothing.
    worker.on("exit", (code) => {
      clearTimeout(grace);
      signal?.removeEventListener("abort", onAbort);
      enough?.removeEventListener("abort", onEnough);
      reject(died(`the worker ended with code ${code}`));
    });
  });
}

export interface ThreadContext<P> {
  cancelled(): boolean;
  /** Whether to end with what there is. */
  enough(): boolean;
  onProgress(progress: P): void;
}

/** The thread's side: does the task that it was started with, and ends. */
export async function serveThread<T, P, R>(work: (task: T, context: ThreadContext<P>) => Promise<R>): Promise<void> {
  const { task, flags } = workerData as ThreadInput;
  const raised = (flag: keyof typeof FLAGS) => () => Atomics.load(new Int32Array(flags), FLAGS[flag]) === 1;
  const send = (message: ThreadMessage<P, R>) => parentPort?.postMessage(message);
  if (process.platform === "linux") setPriority(0, NICE);
  try {
    const context: ThreadContext<P> = {
      cancelled: raised("cancelled"),
      enough: raised("enough"),
      onProgress: (progress) => send({ kind: "progress", progress }),
    };
    send({ kind: "done", result: await work(task as T, context) });
  } catch (thrown) {
    send({ kind: "failed", error: asHomeostatError(thrown).toJSON() });
  }
}
