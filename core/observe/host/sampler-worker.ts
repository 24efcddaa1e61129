/** The thread of sampler.ts: looks at the machine whenever it is asked to. */
import { setPriority } from "node:os";
import { parentPort } from "node:worker_threads";
import { takeSample } from "./sample.ts";
import type { SampleMessage } from "./sampler.ts";

/** Below answers, above trainings: a machine that is overloaded must still be seen. Linux gives each thread its own. */
if (process.platform === "linux") setPriority(0, 5);

parentPort!.on("message", async () => {
  try {
    parentPort!.postMessage({ kind: "sample", sample: await takeSample() } satisfies SampleMessage);
  } catch (error) {
    parentPort!.postMessage({ kind: "failed", reason: String(error) } satisfies SampleMessage);
  }
});
