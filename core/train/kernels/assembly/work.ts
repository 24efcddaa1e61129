/** What a task of each phase does. The numbers are those of kernels.ts. */
import { binCodes, binNumbers, turnCells } from "./binning";
import { addRoot } from "./histogram";
import { addLeaf, sumLeaf, walkChunk } from "./leaves";
import { deriveBlock } from "./losses";
import { divideChunk, placeChunk } from "./partition";
import { searchColumn } from "./search";

export function work(phase: u32, task: u32, thread: u32): void {
  switch (phase) {
    case 0:
      return binNumbers(task);
    case 1:
      return binCodes(task);
    case 2:
      return turnCells(task);
    case 3:
      return deriveBlock(task);
    case 4:
      return addRoot(task, thread);
    case 5:
      return divideChunk(task);
    case 6:
      return placeChunk(task, thread);
    case 7:
      return searchColumn(task);
    case 8:
      return sumLeaf(task);
    case 9:
      return addLeaf(task);
    case 10:
      return walkChunk(task);
    default:
      unreachable();
  }
}
