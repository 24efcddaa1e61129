/**
 * A Prometheus histogram of seconds, for what happens at every request: an observation is three additions, and its
 * text is made at a scrape. prom-client's looks its labels up and checks them at each observation, which takes longer
 * than scoring the row.
 */

/** Upper edges, seconds; the last bucket is open. */
const EDGES = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

export interface Durations {
  observe(seconds: number): void;
}

export interface DurationHistogram {
  /** The series with these values of the labels; keep it where it is used often. */
  labels(...values: string[]): Durations;
  /** In Prometheus text format 0.0.4. */
  text(): string;
}

interface Series {
  labels: string;
  counts: Float64Array;
  sum: number;
}

const escaped = (value: string): string =>
  value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");

function linesOf(name: string, { labels, counts, sum }: Series): string[] {
  let total = 0;
  const buckets = Array.from(counts, (count, i) => {
    total += count;
    return `${name}_bucket{le="${EDGES[i] ?? "+Inf"}",${labels}} ${total}`;
  });
  return [...buckets, `${name}_sum{${labels}} ${sum}`, `${name}_count{${labels}} ${total}`];
}

/** @example const durations = createDurationHistogram("call_seconds", "Time of a call.", ["route"]); */
export function createDurationHistogram(name: string, help: string, labelNames: readonly string[]): DurationHistogram {
  const known = new Map<string, Series>();

  function seriesOf(values: readonly string[]): Series {
    const labels = labelNames.map((label, i) => `${label}="${escaped(values[i]!)}"`).join(",");
    const found = known.get(labels) ?? { labels, counts: new Float64Array(EDGES.length + 1), sum: 0 };
    known.set(labels, found);
    return found;
  }

  return {
    labels: (...values) => {
      const series = seriesOf(values);
      return {
        observe: (seconds) => {
          let bucket = 0;
          while (bucket < EDGES.length && seconds > EDGES[bucket]!) bucket++;
          series.counts[bucket]!++;
          series.sum += seconds;
        },
      };
    },
    text: () =>
      [
        `# HELP ${name} ${help}`,
        `# TYPE ${name} histogram`,
        ...[...known.values()].flatMap((each) => linesOf(name, each)),
      ]
        .join("\n")
        .concat("\n"),
  };
}
