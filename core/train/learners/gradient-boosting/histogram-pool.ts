import { SLOTS } from "../binning.ts";

/** Histograms are taken and given back, so that a fit allocates only as many as a tree has open leaves. */
export class HistogramPool {
  readonly #free: Float64Array[] = [];
  readonly #columns: number;

  constructor(columns: number) {
    this.#columns = columns;
  }

  take(): Float64Array {
    return this.#free.pop() ?? new Float64Array(this.#columns * SLOTS);
  }

  give(histogram: Float64Array): void {
    this.#free.push(histogram);
  }
}
