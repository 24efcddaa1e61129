/** The Markdown that model cards are written in, as blocks to draw: no HTML passes through. */
export type Span = { text: string; mark?: "strong" | "code" };
export type Block =
  | { kind: "heading"; level: number; spans: Span[] }
  | { kind: "paragraph"; spans: Span[] }
  | { kind: "list"; items: Span[][] }
  | { kind: "table"; header: Span[][]; rows: Span[][][] }
  | { kind: "code"; text: string };

const unescaped = (text: string): string => text.replace(/\\([\\|`*_<>[\]])/g, "$1");

/** @example spansOf("**x** is `y`") // [{ text: "x", mark: "strong" }, { text: " is " }, { text: "y", mark: "code" }] */
export function spansOf(text: string): Span[] {
  return text
    .split(/(\*\*(?:\\.|[^*\\])+\*\*|(?<!\\)`[^`]+`)/)
    .filter((part) => part !== "")
    .map((part): Span => {
      if (part.startsWith("**") && part.endsWith("**") && part.length > 4)
        return { text: unescaped(part.slice(2, -2)), mark: "strong" };
      if (part.startsWith("`") && part.endsWith("`") && part.length > 2)
        return { text: part.slice(1, -1), mark: "code" };
      return { text: unescaped(part) };
    });
}

const cellsOf = (line: string): Span[][] =>
  line
    .replace(/^\||\|$/g, "")
    .split(/(?<!\\)\|/)
    .map((cell) => spansOf(cell.trim()));

const isTable = (line: string | undefined): boolean => line?.startsWith("|") ?? false;
const isItem = (line: string | undefined): boolean => line?.startsWith("- ") ?? false;

/** @example blocksOf("# Title\n\n- one\n- two") // a heading and a list */
export function blocksOf(markdown: string): Block[] {
  const lines = markdown.split(/\r?\n/);
  const blocks: Block[] = [];
  let at = 0;
  const take = (belongs: (line: string | undefined) => boolean): string[] => {
    const from = at;
    while (at < lines.length && belongs(lines[at])) at += 1;
    return lines.slice(from, at);
  };
  while (at < lines.length) {
    const line = lines[at] ?? "";
    const heading = /^(#{1,6}) (.*)$/.exec(line);
    if (line.startsWith("```")) {
      at += 1;
      blocks.push({ kind: "code", text: take((next) => !next?.startsWith("```")).join("\n") });
      at += 1;
    } else if (heading) {
      blocks.push({ kind: "heading", level: heading[1]?.length ?? 1, spans: spansOf(heading[2] ?? "") });
      at += 1;
    } else if (isTable(line)) {
      const [header = "", , ...rows] = take(isTable);
      blocks.push({ kind: "table", header: cellsOf(header), rows: rows.map(cellsOf) });
    } else if (isItem(line)) {
      blocks.push({ kind: "list", items: take(isItem).map((item) => spansOf(item.slice(2))) });
    } else if (line.trim() === "") at += 1;
    else {
      const text = take((next) => next !== undefined && next.trim() !== "" && !/^(#{1,6} |```|\||- )/.test(next));
      blocks.push({ kind: "paragraph", spans: spansOf(text.join(" ")) });
    }
  }
  return blocks;
}
