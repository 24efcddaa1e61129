/** A finished tree's leaves: their exact sums, and their values added to the rows' scores. */
import {
  CELLS_BY_ROW,
  CHUNK,
  COLUMNS,
  DERIVATIVES,
  GROWN_BYTES,
  GROWN_GRADIENT,
  GROWN_VALUE,
  GROWN_WEIGHT,
  LEAF_LIST,
  LIST,
  NODE_BYTES,
  NODE_LEFT,
  NODE_TABLES,
  NODE_VALUE,
  NODES,
  OUTPUT,
  ROWS,
  SCORES,
  UNSEEN,
  UNSEEN_COUNT,
} from "./layout";
import { weightOf } from "./weights";

function scoresOfOutput(): usize {
  return load<usize>(SCORES) + ((<usize>load<u32>(OUTPUT) * <usize>load<u32>(ROWS)) << 3);
}

/** In the order of the rows: the same sum whoever adds it up. */
export function sumLeaf(which: u32): void {
  const leaf = load<usize>(LEAF_LIST) + <usize>which * GROWN_BYTES;
  const list = load<usize>(LIST);
  const first = list + ((<usize>load<u32>(leaf)) << 2);
  const end = list + ((<usize>load<u32>(leaf, 4)) << 2);
  const derivatives = load<usize>(DERIVATIVES) + ((<usize>load<u32>(OUTPUT) * <usize>load<u32>(ROWS)) << 4);
  let sums = f64x2.splat(0);
  for (let at = first; at < end; at += 4)
    sums = f64x2.add(sums, v128.load(derivatives + ((<usize>load<u32>(at)) << 4)));
  v128.store(leaf, sums, GROWN_GRADIENT);
  store<f64>(leaf, weightOf(first, end), GROWN_WEIGHT);
}

export function addLeaf(which: u32): void {
  const leaf = load<usize>(LEAF_LIST) + <usize>which * GROWN_BYTES;
  const list = load<usize>(LIST);
  const end = list + ((<usize>load<u32>(leaf, 4)) << 2);
  const scores = scoresOfOutput();
  const value = load<f64>(leaf, GROWN_VALUE);
  for (let at = list + ((<usize>load<u32>(leaf)) << 2); at < end; at += 4) {
    const row = scores + ((<usize>load<u32>(at)) << 3);
    store<f64>(row, load<f64>(row) + value);
  }
}

/** Rows that did not grow the tree walk it. */
export function walkChunk(chunk: u32): void {
  const from = chunk * CHUNK;
  const end = load<usize>(UNSEEN) + ((<usize>min(from + CHUNK, load<u32>(UNSEEN_COUNT))) << 2);
  const cells = load<usize>(CELLS_BY_ROW);
  const columns = <usize>load<u32>(COLUMNS);
  const nodes = load<usize>(NODES);
  const tables = load<usize>(NODE_TABLES);
  const scores = scoresOfOutput();
  for (let at = load<usize>(UNSEEN) + ((<usize>from) << 2); at < end; at += 4) {
    const row = <usize>load<u32>(at);
    const own = cells + row * columns;
    let node: usize = 0;
    for (let column = load<i32>(nodes); column >= 0; column = load<i32>(nodes + node * NODE_BYTES)) {
      const isLeft = load<u8>(tables + (node << 8) + <usize>load<u8>(own + column));
      node = <usize>load<u32>(nodes + node * NODE_BYTES, NODE_LEFT) + 1 - isLeft;
    }
    const score = scores + (row << 3);
    store<f64>(score, load<f64>(score) + load<f64>(nodes + node * NODE_BYTES, NODE_VALUE));
  }
}
