import { Histogram, Registry } from "prom-client";
import { expect, test } from "vitest";
import { createDurationHistogram } from "./duration-histogram.ts";

test("says what prom-client says of the same observations", async () => {
  const buckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
  const registry = new Registry();
  const config = { name: "call_seconds", help: "Time of a call.", labelNames: ["route", "method"] };
  const theirs = new Histogram({ ...config, buckets, registers: [registry] });
  const ours = createDurationHistogram(config.name, config.help, config.labelNames);
  for (const labels of [
    ["/predict", "POST"],
    ['/a"b\\c\nd', "GET"],
  ] as const)
    for (const seconds of [0, 0.0005, 0.0006, 0.2, 5, 6, 7, 100]) {
      theirs.labels(...labels).observe(seconds);
      ours.labels(...labels).observe(seconds);
    }
  expect(ours.text()).toBe(await registry.metrics());
});

test("without observations there is a family without series", () => {
  const { text } = createDurationHistogram("call_seconds", "Time of a call.", ["route"]);
  expect(text()).toBe("# HELP call_seconds Time of a call.\n# TYPE call_seconds histogram\n");
});
