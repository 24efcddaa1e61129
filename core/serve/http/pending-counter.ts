/** A prom-client counter for what happens at every request: it hears of the increments at a scrape, all at once. */
import { Counter, type CounterConfiguration } from "prom-client";

export interface Pending {
  inc(count?: number): void;
}

/** @returns the series with these values of the labels; keep it where it is used often */
export function createPendingCounter(config: CounterConfiguration<string>): (...labels: string[]) => Pending {
  const series: { labels: string[]; count: number }[] = [];
  new Counter({
    ...config,
    collect() {
      for (const each of series) {
        this.labels(...each.labels).inc(each.count);
        each.count = 0;
      }
    },
  });
  return (...labels) => {
    const own = { labels, count: 0 };
    series.push(own);
    return {
      inc: (count = 1) => {
        own.count += count;
      },
    };
  };
}
