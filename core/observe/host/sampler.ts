/**
 * Looks at the machine from a thread of its own. What a look asks of other programs (`df`, on some systems much more)
 * takes tens of milliseconds, in part synchronously: on the thread that answers requests they would wait for it.
 */
import { Worker } from "node:worker_threads";
import { HomeostatError } from "../../contract/index.ts";
import type { HostSample } from "./sample.ts";

export type SampleMessage = { kind: "sample"; sample: HostSample } | { kind: "failed"; reason: string };

interface Pending {
  resolve(sample: HostSample): void;
  reject(error: Error): void;
}

let worker: Worker | null = null;
const pending: Pending[] = [];

const failure = (reason: string) => new HomeostatError("JOB_FAILED", { job: "host sample", reason });

/** It keeps no process alive, and is started again after it has died. */
function start(): Worker {
  const started = new Worker(new URL("./sampler-worker.ts", import.meta.url), {
    name: "homeostat host",
    // Its heap stays small: a look leaves a few hundred kilobytes behind.
    resourceLimits: { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 64 },
  });
  const died = (reason: string) => {
    if (worker === started) worker = null;
    for (const { reject } of pending.splice(0)) reject(failure(reason));
  };
  started.on("message", (message: SampleMessage) => {
    const next = pending.shift();
    if (message.kind === "sample") next?.resolve(message.sample);
    else next?.reject(failure(message.reason));
    if (pending.length === 0) started.unref();
  });
  started.on("error", (error) => died(String(error)));
  started.on("exit", (code) => died(`the thread ended with code ${code}`));
  return started;
}

/** One new sample. @throws HomeostatError JOB_FAILED @example (await askSampler()).facts.cores */
export function askSampler(): Promise<HostSample> {
  worker ??= start();
  const asked = worker;
  return new Promise((resolve, reject) => {
    pending.push({ resolve, reject });
    // Whoever waits needs the process to last until then.
    asked.ref();
    asked.postMessage("sample");
  });
}
