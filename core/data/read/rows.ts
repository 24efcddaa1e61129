/** A table of any format as blocks of cells, which can be had more than once. */
import type { FileInfo, RejectedRow } from "../../contract/index.ts";
import type { Block } from "./block.ts";
import type { DecimalMark } from "./number.ts";

/** What was met on the way that is no cell. */
export interface RowNotes {
  rejected: RejectedRow[];
  /** Rows at the end in which every cell is empty; they are among the blocks. */
  emptyRows: number;
  warnings: string[];
}

export interface RowSource {
  file: FileInfo;
  /** Texts of the header, or null; names that are empty or occur twice are among them. */
  header: string[] | null;
  width: number;
  /** The mark of most columns. */
  decimal: DecimalMark;
  warnings: string[];
  /** All rows, from the first one; may be called again. The notes are whole behind the last block. */
  blocks(notes: RowNotes): AsyncGenerator<Block>;
}
