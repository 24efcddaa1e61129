/** A helper's thread: it serves its team until the thread that leads it ends. */
import { workerData } from "node:worker_threads";
import type { HelperInput, KernelExports } from "./kernels.ts";

const { module, memory, helper } = workerData as HelperInput;
const { help, leave } = new WebAssembly.Instance(module, { env: { memory } }).exports as KernelExports;
try {
  help(helper);
} finally {
  leave(helper);
}
