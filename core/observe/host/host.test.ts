import { expect, test } from "vitest";
import { HostFacts } from "../../contract/index.ts";
import { observeHost, sampleHost } from "./facts.ts";
import { hostMetrics } from "./metrics.ts";

test("the machine is described, and callers share a sample", async () => {
  const facts = HostFacts.parse(await observeHost());
  expect(facts.memory_available_bytes).toBeGreaterThan(0);
  expect(facts.memory_available_bytes).toBeLessThanOrEqual(facts.memory_total_bytes);
  expect(await sampleHost()).toBe(await sampleHost());
});

test("Prometheus text under node_exporter's names: every line a comment or a sample", async () => {
  const text = await hostMetrics();
  const lines = text.trimEnd().split("\n");
  for (const line of lines)
    expect(line).toMatch(
      /^(# (HELP|TYPE) node_\w+ .+|node_\w+(\{\w+="[^"]*"(,\w+="[^"]*")*\})? -?\d+(\.\d+)?(e[+-]?\d+)?)$/,
    );
  for (const name of [
    "node_cpu_seconds_total",
    "node_memory_MemTotal_bytes",
    "node_memory_MemAvailable_bytes",
    "node_filesystem_size_bytes",
    "node_filesystem_avail_bytes",
  ])
    expect(lines.some((line) => line.startsWith(name))).toBe(true);
});
