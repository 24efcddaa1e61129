/** The public names, and whether others can read them: Prometheus's own promtool, and its client's OpenMetrics parser. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import type { DriftReport } from "../../contract/index.ts";
import { hostMetrics } from "../../observe/index.ts";
import { pythonWith, runPython } from "../../testing/python.ts";
import { fakeService } from "../testing/fake-service.ts";
import { servingSales } from "../testing/tiny-service.ts";
import { listen } from "./listen.ts";

/** A service in which everything has happened once. */
async function eventful() {
  const service = await servingSales();
  const { app, metrics } = service;
  for (const payload of [
    { price: 75, region: "North" },
    { price: 900, region: "North" },
  ])
    await app.inject({ method: "POST", url: "/predict", payload });
  metrics.drift("sales", { share: 0.5, features: [{ name: 'pri"ce\n', effect: { psi: 0.3 } }] } as DriftReport);
  metrics.incident("sales", "concept_drift");
  metrics.retrain("sales", "promoted");
  return service;
}

test("every series of the interface, by its name and labels", async () => {
  await using service = await eventful();
  const text = await service.metrics.text();
  for (const series of [
    'homeostat_requests_total{route="/predict",method="POST",status="200"} 1',
    'homeostat_request_duration_seconds_count{route="/predict",method="POST"} 2',
    'homeostat_prediction_duration_seconds_count{model="sales",version="v0001"} 2',
    'homeostat_predictions_total{model="sales",version="v0001",status="ok"} 1',
    'homeostat_predictions_total{model="sales",version="v0001",status="rejected"} 1',
    'homeostat_errors_total{code="OUT_OF_RANGE"} 1',
    'homeostat_drift_share{model="sales"} 0.5',
    'homeostat_feature_drift{model="sales",feature="pri\\"ce\\n"} 0.3',
    'homeostat_model_info{model="sales",version="v0001",learner="ridge",task="regression"} 1',
    'homeostat_incidents_total{model="sales",diagnosis="concept_drift"} 1',
    'homeostat_retrains_total{model="sales",outcome="promoted"} 1',
  ])
    expect(text).toContain(`\n${series}\n`);
  expect(text).toMatch(/^process_cpu_seconds_total /m);
  expect(await hostMetrics()).toMatch(/^node_memory_\w+ /m);
});

/** Names that node_exporter has given and its dashboards ask for, and that promtool would write otherwise. */
const OF_NODE_EXPORTER = /^node_memory_Mem(Total|Available)_bytes .*snake_case/;
/** promtool's exit code for remarks on names. */
const LINT = 3;

const promtool = process.env.HOMEOSTAT_PROMTOOL ?? "promtool";
const hasPromtool = spawnSync(promtool, ["--version"]).status === 0;

test.skipIf(!hasPromtool)("promtool check metrics has nothing against them", async () => {
  await using service = await eventful();
  const input = (await service.metrics.text()) + (await hostMetrics());
  const { status, stderr } = spawnSync(promtool, ["check", "metrics"], { input, encoding: "utf8" });
  const remarks = stderr.split("\n").filter((line) => line !== "" && !OF_NODE_EXPORTER.test(line));
  expect(remarks).toEqual([]);
  expect(status).toBe(stderr === "" ? 0 : LINT);
});

const python = pythonWith("prometheus_client");

test.skipIf(python === null)("prometheus_client reads the OpenMetrics form", { timeout: 120_000 }, async () => {
  await using service = await fakeService({ extraMetrics: hostMetrics });
  const url = await listen(service.app, { port: 0, host: "127.0.0.1" });
  await service.app.inject({ method: "POST", url: "/predict", payload: { refuse: 1 } });
  const script = fileURLToPath(new URL("openmetrics_parser.py", import.meta.url));
  expect(await runPython(python!, script, [`${url}/metrics`])).toMatchObject({
    homeostat_requests: "counter",
    homeostat_request_duration_seconds: "histogram",
    homeostat_errors: "counter",
    homeostat_requests_in_flight: "gauge",
    node_load1: "gauge",
  });
});
