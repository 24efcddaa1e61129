/** What a PromQL expression reads: its metrics, the labels it asks them for, and the labels it groups by. */
import { parser } from "@prometheus-io/lezer-promql";

export interface Selector {
  metric: string;
  /** Label → the value it must equal; null for any other match. */
  labels: Record<string, string | null>;
}

export interface Reading {
  selectors: Selector[];
  /** Of `by`, `on`, `ignoring` and their like. */
  grouping: string[];
}

/**
 * @throws Error where the expression cannot be parsed
 * @example readPromql('sum by (code) (rate(errors_total{job="a"}[5m]))').selectors // [{ metric: "errors_total", labels: { job: "a" } }]
 * Source: Prometheus' own grammar for editors (@prometheus-io/lezer-promql).
 */
export function readPromql(expression: string): Reading {
  const reading: Reading = { selectors: [], grouping: [] };
  const text = ({ from, to }: { from: number; to: number }) => expression.slice(from, to);
  parser.parse(expression).iterate({
    enter: (node) => {
      if (node.type.isError) throw new Error(`cannot be parsed at ${node.from}: ${expression}`);
      if (node.name === "VectorSelector") {
        const name = node.node.getChild("Identifier");
        if (!name) throw new Error(`a selector without a metric: ${expression}`);
        reading.selectors.push({ metric: text(name), labels: {} });
      } else if (node.name === "UnquotedLabelMatcher") {
        const label = node.node.getChild("LabelName")!;
        const value = text(node.node.getChild("StringLiteral")!);
        const equals = node.node.getChild("MatchOp")?.getChild("EqlSingle");
        reading.selectors.at(-1)!.labels[text(label)] = equals ? value.slice(1, -1) : null;
      } else if (node.name === "LabelName" && node.node.parent?.name === "GroupingLabels")
        reading.grouping.push(text(node));
    },
  });
  return reading;
}
