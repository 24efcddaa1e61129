/** Delimited text as rows, in as much memory as a block takes. */
import { isUtf8 } from "node:buffer";
import { HomeostatError, type ReadOptions, say } from "../../contract/index.ts";
import type { Block } from "./block.ts";
import { detectLayout, type Layout } from "./dialect.ts";
import type { RowNotes, RowSource } from "./rows.ts";
import { createScanner } from "./scan.ts";
import type { TextSource } from "./source.ts";

const NEWLINE = 10;
const LINE_LIMIT = 1 << 26;

/** A text whose first part was ASCII is not UTF-8 further on: it has to be read again. */
export class NotUtf8 extends Error {}

async function* behindHeader(source: TextSource, body: number) {
  let skip = body;
  for await (const { bytes, done } of source.chunks()) {
    const skipped = Math.min(skip, bytes.length);
    skip -= skipped;
    if (bytes.length > skipped) yield { bytes: bytes.subarray(skipped), done, last: false };
  }
  // The last line may lack its end.
  yield { bytes: Buffer.from("\n"), done: 1, last: true };
}

/** One buffer for all blocks: what was not used of the last one, and what has come since. */
function createWindow() {
  let buffer = Buffer.alloc(0);
  let size = 0;
  return {
    /** The bytes there are with some more; valid until the next call. */
    add(bytes: Buffer): Buffer {
      if (size + bytes.length > buffer.length) {
        const larger = Buffer.allocUnsafeSlow(2 * (size + bytes.length));
        buffer.copy(larger, 0, 0, size);
        buffer = larger;
      }
      bytes.copy(buffer, size);
      size += bytes.length;
      return buffer.subarray(0, size);
    },
    /** Forgets the first bytes; how many are left. */
    drop(used: number): number {
      buffer.copyWithin(0, used, size);
      size -= used;
      return size;
    },
  };
}

async function* blocksOf(source: TextSource, layout: Layout, notes: RowNotes): AsyncGenerator<Block> {
  const { file } = source;
  const scanner = createScanner({ ...layout, file });
  const window = createWindow();
  let damaged = false;
  for await (const { bytes, done, last } of behindHeader(source, layout.body)) {
    const text = window.add(bytes);
    const end = text.lastIndexOf(NEWLINE) + 1;
    if (source.encoding === "utf-8" && !isUtf8(text.subarray(0, end))) {
      if (source.encodingAssumed) throw new NotUtf8();
      damaged = true;
    }
    const used = scanner.scan(text, end, last);
    if (scanner.cells.rows > 0) yield { ...scanner.cells, bytes: text, width: layout.width, done };
    if (window.drop(used) > LINE_LIMIT)
      throw new HomeostatError("FILE_NOT_A_TABLE", { file, reason: say("longLine", { bytes: LINE_LIMIT }) });
  }
  notes.rejected = scanner.rejected;
  notes.emptyRows = scanner.emptyRows;
  if (damaged) notes.warnings.push(`${say("noUtf8")} ${say("useEncoding")}`);
  if (notes.emptyRows > 0) notes.warnings.push(say("emptyRows", { rows: notes.emptyRows }));
}

/**
 * The rows of a text by its own layout, or the one that the options say.
 * @throws (blocks) FILE_TOO_WIDE_CELL, FILE_NOT_A_TABLE, NotUtf8
 */
export function readCsv(source: TextSource, options: ReadOptions): RowSource {
  const layout = detectLayout(source.head, options);
  const { delimiter, decimal, header, names, width, title } = layout;
  return {
    file: { format: delimiter === "\t" ? "tsv" : "csv", delimiter, encoding: source.encoding, decimal, header },
    header: names,
    width,
    decimal,
    warnings: title === 0 ? [] : [title === 1 ? say("lineAbove") : say("linesAbove", { lines: title })],
    blocks: (notes) => blocksOf(source, layout, notes),
  };
}
