import { MISSING, SLOTS } from "../binning.ts";

const WORDS = SLOTS / 32;

/** The distinct slots of a node's cells: cheap to collect and to walk when there are few. */
export class SlotSet {
  /** Value slots that hold rows, ascending; the first `count` entries are meant. */
  readonly values = new Uint8Array(SLOTS);
  count = 0;
  hasMissing = false;
  /** One bit per slot; set by the filler, cleared by `collect`. */
  readonly bits = new Int32Array(WORDS);

  collect(): void {
    let count = 0;
    for (let word = 0; word < WORDS; word++) {
      let bits = this.bits[word]!;
      while (bits !== 0) {
        const lowest = bits & -bits;
        this.values[count++] = word * 32 + 31 - Math.clz32(lowest);
        bits ^= lowest;
      }
      this.bits[word] = 0;
    }
    this.hasMissing = count > 0 && this.values[count - 1] === MISSING;
    this.count = this.hasMissing ? count - 1 : count;
  }

  /** Slots with rows, the missing one included. */
  get filled(): number {
    return this.count + (this.hasMissing ? 1 : 0);
  }
}
