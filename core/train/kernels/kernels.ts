/**
 * The loops that training spends its time in, in WebAssembly (assembly/, compiled by `npm run kernels`), and the
 * threads that share them. Each thread that trains has one memory and its own helpers.
 */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { HomeostatError } from "../../contract/index.ts";
import { HELPER_STATE, MAILBOX_BYTES, MAILBOXES, MAX_THREADS, READY } from "./assembly/layout.ts";
import { KernelMemory } from "./memory.ts";

/** What the threads can be set to; the numbers of assembly/work.ts. */
export const PHASES = {
  binNumbers: 0,
  binCodes: 1,
  turnCells: 2,
  derive: 3,
  addRoot: 4,
  divide: 5,
  place: 6,
  search: 7,
  sumLeaves: 8,
  addLeaves: 9,
  walk: 10,
} as const;

export interface KernelExports {
  /** Once per memory. */
  prepare(): void;
  run(phase: number, tasks: number, helpers: number): void;
  /** See assembly/sample.ts. */
  sampleRows(seed: number, share: number): number;
  help(helper: number): void;
  leave(helper: number): void;
}

/** What a helper is given. */
export interface HelperInput {
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
  helper: number;
}

const FILE = new URL("./kernels.wasm", import.meta.url);

function compile(): WebAssembly.Module {
  if (!existsSync(FILE))
    throw new HomeostatError("JOB_FAILED", {
      job: "train",
      reason: `${fileURLToPath(FILE)} is missing; \`npm run kernels\` makes it`,
    });
  return new WebAssembly.Module(readFileSync(FILE));
}

export class Kernels {
  readonly memory = new KernelMemory();
  readonly #module = compile();
  readonly #exports: KernelExports;
  #started = 0;
  #helpers = 0;

  constructor() {
    const { exports } = new WebAssembly.Instance(this.#module, { env: { memory: this.memory.memory } });
    this.#exports = exports as KernelExports;
    this.#exports.prepare();
  }

  /** Helpers of the fit at hand. */
  get helpers(): number {
    return this.#helpers;
  }

  /** How many of them have started. */
  get helpersAtWork(): number {
    let ready = 0;
    for (let helper = 1; helper <= this.#helpers; helper++)
      if (Atomics.load(this.memory.words, (MAILBOXES + helper * MAILBOX_BYTES + HELPER_STATE) >> 2) === READY) ready++;
    return ready;
  }

  /**
   * Begins a fit: forgets the arrays of the one before and calls up `threads` − 1 helpers. They start beside the work
   * and stay for the next fit; they end with this thread and keep no process alive.
   */
  begin(threads: number): void {
    this.memory.clear();
    this.#helpers = Math.min(Math.max(threads, 1), MAX_THREADS) - 1;
    while (this.#started < this.#helpers) this.#start(++this.#started);
  }

  /** Does all tasks of a phase. @param alone true where the work is too little to be shared */
  run(phase: number, tasks: number, alone = false): void {
    this.#exports.run(phase, tasks, alone ? 0 : this.#helpers);
  }

  /**
   * Draws the rows of a tree, each with probability `share`; the others are the unseen.
   * @param seed 32 bits
   * @returns how many were drawn
   */
  sampleRows(seed: number, share: number): number {
    return this.#exports.sampleRows(seed, share * 2 ** 32) >>> 0;
  }

  #start(helper: number): void {
    const worker = new Worker(new URL("./helper.ts", import.meta.url), {
      workerData: { module: this.#module, memory: this.memory.memory, helper } satisfies HelperInput,
      name: `homeostat train helper ${helper}`,
    });
    worker.unref();
    // The work is done without it; whoever runs this learns that it went slower.
    worker.on("error", (error) => process.emitWarning(`a training helper stopped: ${String(error)}`));
  }
}

let own: Kernels | undefined;

/** This thread's. @throws JOB_FAILED where they have not been compiled */
export function kernels(): Kernels {
  own ??= new Kernels();
  return own;
}
