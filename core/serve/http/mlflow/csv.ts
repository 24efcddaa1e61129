/** Delimited text as pandas writes it (RFC 4180: commas, quotes doubled inside quotes). */
import { HomeostatError } from "../../../contract/index.ts";
import { MAX_ROWS } from "../predict-routes.ts";
import { wrongShape } from "../records.ts";

/** More than any model has; a text of nothing but commas must not become a list of millions. */
const MAX_COLUMNS = 10_000;

/** The place of the quote that closes a cell; −1 where none does. */
function closingQuote(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 2)) if (text[at + 1] !== '"') return at;
  return -1;
}

const endsCell = (character: string | undefined): boolean =>
  character === undefined || character === "," || character === "\n" || character === "\r";

function plainEnd(text: string, from: number): number {
  let at = from;
  while (!endsCell(text[at]) && text[at] !== '"') at++;
  return at;
}

/** The cell that starts at a place, and the place behind it. */
function readCell(text: string, start: number, line: number): { cell: string; end: number } {
  const quoted = text[start] === '"';
  const last = quoted ? closingQuote(text, start + 1) : plainEnd(text, start);
  const end = quoted ? last + 1 : last;
  if (last < 0 || !endsCell(text[end]))
    throw wrongShape(`row ${line} of the CSV has a quote that is not closed, or that stands inside a cell`);
  return { cell: quoted ? text.slice(start + 1, last).replaceAll('""', '"') : text.slice(start, end), end };
}

/**
 * Rows of cells, the header being the first; blank lines are left out.
 * @throws WRONG_SHAPE, saying in which row; TOO_LARGE
 * @example parseCsv('a,b\n1,"x, ""y"""\n') // [["a", "b"], ["1", 'x, "y"']]
 */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let cells: string[] = [];
  let at = text.startsWith("\uFEFF") ? 1 : 0;
  while (at < text.length || cells.length > 0) {
    const { cell, end } = readCell(text, at, rows.length + 1);
    cells.push(cell);
    if (cells.length > MAX_COLUMNS) throw new HomeostatError("TOO_LARGE", { limit: `${MAX_COLUMNS} columns` });
    if (text[end] !== ",") {
      if (cells.length > 1 || end > at) rows.push(cells);
      if (rows.length > MAX_ROWS + 1) throw new HomeostatError("TOO_LARGE", { limit: `${MAX_ROWS} rows` });
      cells = [];
    }
    at = text.startsWith("\r\n", end) ? end + 2 : end + 1;
  }
  return rows;
}
