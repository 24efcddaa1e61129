/**
 * Prometheus text 0.0.4 as OpenMetrics 1.0.0. prom-client can write either, but its OpenMetrics mode renames the
 * counters of the registry for good, so the one text is translated instead. Differences, from the specification
 * (prometheus/docs, docs/specs/om/open_metrics_spec.md): a counter's family has no `_total`, an info's no `_info`;
 * `le` is a canonical float; no blank lines, no other comments; the text ends with `# EOF`.
 */
const HEADER = /^# (HELP|TYPE) (\S+) ?(.*)$/;

type Kinds = Map<string, string>;

function openKind(name: string, kind: string): string {
  if (kind === "gauge" && name.endsWith("_info")) return "info";
  if (kind === "untyped" || (kind === "counter" && !name.endsWith("_total"))) return "unknown";
  return kind;
}

function kindsOf(lines: readonly string[]): Kinds {
  const kinds: Kinds = new Map();
  for (const line of lines) {
    const [, word, name, kind] = HEADER.exec(line) ?? [];
    if (word === "TYPE") kinds.set(name!, openKind(name!, kind!));
  }
  return kinds;
}

function familyOf(name: string, kinds: Kinds): string {
  const kind = kinds.get(name);
  if (kind === "counter") return name.replace(/_total$/, "");
  return kind === "info" ? name.replace(/_info$/, "") : name;
}

function translate(line: string, kinds: Kinds): string {
  const header = HEADER.exec(line);
  if (!header) return line.replace(/([{,]le=")(-?\d+)"/, '$1$2.0"');
  const [, word, name, rest] = header;
  const text = word === "TYPE" ? kinds.get(name!) : rest;
  return `# ${word} ${familyOf(name!, kinds)} ${text}`;
}

/** @example toOpenMetrics("# TYPE a_total counter\na_total 1\n") // "# TYPE a counter\na_total 1\n# EOF\n" */
export function toOpenMetrics(text: string): string {
  const lines = text.split("\n").filter((line) => HEADER.test(line) || (line !== "" && !line.startsWith("#")));
  const kinds = kindsOf(lines);
  return `${lines.map((line) => translate(line, kinds)).join("\n")}\n# EOF\n`;
}
