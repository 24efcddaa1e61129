import { Registry } from "prom-client";
import { expect, test } from "vitest";
import { createPendingCounter } from "./pending-counter.ts";

test("every scrape knows all increments so far, by series", async () => {
  const registry = new Registry();
  const config = { name: "calls_total", help: "Calls.", labelNames: ["route"], registers: [registry] };
  const series = createPendingCounter(config);
  const [one, other, same] = [series("/a"), series("/b"), series("/a")];
  one.inc();
  other.inc(3);
  expect(await registry.metrics()).toContain('calls_total{route="/a"} 1\ncalls_total{route="/b"} 3\n');
  one.inc();
  same.inc();
  expect(await registry.metrics()).toContain('calls_total{route="/a"} 3\ncalls_total{route="/b"} 3\n');
});
