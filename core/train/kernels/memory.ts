/**
 * The memory that a thread and its helpers share, and what lies where in it. One fit at a time: its arrays are taken
 * one after another, and `clear` forgets them all. An array's address is its `byteOffset`.
 */
import { HomeostatError } from "../../contract/index.ts";

const PAGE = 65_536;
/** What 32-bit addresses reach: 4 GB. */
const MAX_PAGES = 65_536;
/** A line of cache: arrays begin on one. */
const LINE = 64;

type View<T> = {
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): T;
  readonly BYTES_PER_ELEMENT: number;
};

export class KernelMemory {
  readonly memory = new WebAssembly.Memory({ initial: 1, maximum: MAX_PAGES, shared: true });
  /** The first page: layout.ts says what is where. */
  readonly words = new Uint32Array(this.memory.buffer);
  readonly doubles = new Float64Array(this.memory.buffer);
  #end = PAGE;

  /** Sets a 32-bit field of the first page. */
  set(field: number, value: number): void {
    this.words[field >> 2] = value;
  }

  /** Sets a 64-bit float of the first page. */
  setDouble(field: number, value: number): void {
    this.doubles[field >> 3] = value;
  }

  clear(): void {
    this.#end = PAGE;
  }

  /**
   * An array of whatever lay there before.
   * @example memory.take(Float64Array, rows)
   * @throws TABLE_TOO_LARGE beyond 4 GB, or where the system has no more
   */
  take<T>(view: View<T>, length: number): T {
    const at = this.#end;
    // Kernels may read a word beyond an array's end.
    this.#end = Math.ceil((at + length * view.BYTES_PER_ELEMENT + 8) / LINE) * LINE;
    this.#growTo(this.#end);
    return new view(this.memory.buffer, at, length);
  }

  #growTo(bytes: number): void {
    const have = this.memory.buffer.byteLength;
    const missing = Math.ceil((bytes - have) / PAGE);
    if (missing <= 0) return;
    if (bytes > MAX_PAGES * PAGE) throw tooLarge(bytes, MAX_PAGES * PAGE);
    try {
      this.memory.grow(missing);
    } catch (error) {
      // The system has no more to give.
      if (error instanceof RangeError) throw tooLarge(bytes, have);
      throw error;
    }
  }
}

const gigabytes = (bytes: number): string => (bytes / 2 ** 30).toFixed(1);

const tooLarge = (needed: number, limit: number): HomeostatError =>
  new HomeostatError("TABLE_TOO_LARGE", { needed: gigabytes(needed), limit: gigabytes(limit) });
