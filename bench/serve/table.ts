/** The table that the bench prints. */

export interface Line {
  what: string;
  perSecond?: number;
  /** Milliseconds. */
  p50?: number;
  p99?: number;
  /** Processor time per request, microseconds. */
  cpu?: number | null;
  /** The figure that the goal is about, in words. */
  figure?: string;
  goal?: string;
  reached?: boolean | null;
}

const HEAD = ["", "req/s", "p50 ms", "p99 ms", "CPU µs", "figure", "goal", ""];

const cellsOf = ({ what, perSecond, p50, p99, cpu, figure, goal, reached }: Line): string[] => [
  what,
  perSecond === undefined ? "" : Math.round(perSecond).toLocaleString("en"),
  p50?.toFixed(2) ?? "",
  p99?.toFixed(2) ?? "",
  cpu?.toFixed(0) ?? "",
  figure ?? "",
  goal ?? "",
  reached === undefined || reached === null ? "" : reached ? "yes" : "NO",
];

/** In Markdown. */
export function formatTable(lines: readonly Line[]): string {
  const rows = [HEAD, ...lines.map(cellsOf)];
  const widths = HEAD.map((_, column) => Math.max(3, ...rows.map((cells) => cells[column]!.length)));
  const text = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(" | ")} |`;
  return [
    text(rows[0]!),
    `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`,
    ...rows.slice(1).map(text),
  ].join("\n");
}
