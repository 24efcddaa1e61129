/** The first rows of a text under a delimiter that is tried: for detection only; DuckDB reads the table itself. */
const SAMPLE_BYTES = 1 << 18;
const SAMPLE_ROWS = 500;
const NEWLINE = 10;

/** The first lines as text: 256 KB of whole lines, and three lines at least. */
export function sampleText(bytes: Buffer): string {
  let end = 0;
  for (let line = 0; end < bytes.length && (line < 3 || end < SAMPLE_BYTES); line++)
    end = bytes.indexOf(NEWLINE, end) + 1 || bytes.length;
  return bytes.toString("utf8", 0, end);
}

/** One cell with what ends it. A quote that is not closed before a delimiter is read as a character. */
function cellPattern(delimiter: string): RegExp {
  const mark = delimiter.replace(/[|\\^$.*+?()[\]{}\-\t]/, (one) => (one === "\t" ? "\\t" : `\\${one}`));
  const blank = delimiter === "\t" ? "[ \\r]" : "[ \\t\\r]";
  return new RegExp(`${blank}*(?:"([^"]*(?:""[^"]*)*)"${blank}*|([^${mark}\\n]*))(${mark}|\\n|$)`, "y");
}

export interface SampleRow {
  cells: string[];
  /** Characters up to the next row. */
  end: number;
}

/** @param text whole lines */
export function sampleRows(text: string, delimiter: string): SampleRow[] {
  const pattern = cellPattern(delimiter);
  const blankLines = delimiter === "\t" ? /[ \r\n]*\n/y : /[ \t\r\n]*\n/y;
  const rows: SampleRow[] = [];
  let at = 0;
  while (at < text.length && rows.length < SAMPLE_ROWS) {
    blankLines.lastIndex = at;
    const skipped = blankLines.exec(text);
    if (skipped !== null) at += skipped[0].length;
    if (at >= text.length) break;
    const cells: string[] = [];
    pattern.lastIndex = at;
    for (let found = pattern.exec(text); found !== null; found = pattern.exec(text)) {
      cells.push((found[1]?.replaceAll('""', '"') ?? found[2]!).trim());
      at = pattern.lastIndex;
      if (found[3] !== delimiter) break;
    }
    rows.push({ cells, end: at });
  }
  return rows;
}
