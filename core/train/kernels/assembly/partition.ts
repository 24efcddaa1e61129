/**
 * One leaf's rows divided in two, both sides keeping their order: each chunk into two lists of its own, without
 * branches; then, once the sizes are known, all into place, and the smaller side summed while it is at hand.
 */
import { addRows, histogramOf } from "./histogram";
import {
  CHUNK,
  CHUNK_COUNTS,
  COUNTS_BYTES,
  FROM,
  GOES_LEFT,
  LEFT,
  LIST,
  SMALL_IS_LEFT,
  SPARE_LEFT,
  SPARE_RIGHT,
  SPLIT_CELLS,
  TO,
} from "./layout";
import { weightOf } from "./weights";

export function divideChunk(chunk: u32): void {
  const from = load<u32>(FROM) + chunk * CHUNK;
  const to = min(from + CHUNK, load<u32>(TO));
  const list = load<usize>(LIST);
  const cells = load<usize>(SPLIT_CELLS);
  const goesLeft = load<usize>(GOES_LEFT);
  const start = load<usize>(SPARE_LEFT) + ((<usize>from) << 2);
  let left = start;
  let right = load<usize>(SPARE_RIGHT) + ((<usize>from) << 2);
  const end = list + ((<usize>to) << 2);
  for (let at = list + ((<usize>from) << 2); at < end; at += 4) {
    const row = load<u32>(at);
    const isLeft = <usize>load<u8>(goesLeft + <usize>load<u8>(cells + row));
    store<u32>(left, row);
    store<u32>(right, row);
    left += isLeft << 2;
    right += (1 - isLeft) << 2;
  }
  const counts = load<usize>(CHUNK_COUNTS) + <usize>chunk * COUNTS_BYTES;
  store<u32>(counts, (left - start) >> 2);
  store<f64>(counts, weightOf(start, left), 8);
}

/** Moves a chunk's rows to where they belong and adds the smaller side's to the histogram. */
export function placeChunk(chunk: u32, thread: u32): void {
  const first = load<u32>(FROM);
  const from = first + chunk * CHUNK;
  const length = min(CHUNK, load<u32>(TO) - from);
  const counts = load<usize>(CHUNK_COUNTS) + <usize>chunk * COUNTS_BYTES;
  const left = load<u32>(counts);
  const leftBefore = load<u32>(counts, 4);
  const right = length - left;
  const rightBefore = from - first - leftBefore;
  const list = load<usize>(LIST) + ((<usize>first) << 2);
  const leftRows = load<usize>(SPARE_LEFT) + ((<usize>from) << 2);
  const rightRows = load<usize>(SPARE_RIGHT) + ((<usize>from) << 2);
  memory.copy(list + ((<usize>leftBefore) << 2), leftRows, (<usize>left) << 2);
  memory.copy(list + ((<usize>(load<u32>(LEFT) + rightBefore)) << 2), rightRows, (<usize>right) << 2);
  const small = load<u32>(SMALL_IS_LEFT);
  if (small == 1) addRows(leftRows, leftRows + ((<usize>left) << 2), histogramOf(thread), thread);
  else if (small == 0) addRows(rightRows, rightRows + ((<usize>right) << 2), histogramOf(thread), thread);
}
