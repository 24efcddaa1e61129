/** Rules and dashboards in `resources` ask for what a running engine really says, and promtool agrees with them. */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { storeIncident, waitingIncident } from "../core/alert/testing/bench.ts";
import type { Incident } from "../core/contract/index.ts";
import { startEngine } from "../core/engine.ts";
import { hostText } from "../core/observe/host/metrics.ts";
import { takeSample } from "../core/observe/host/sample.ts";
import { openModels } from "../core/serve/testing/tiny-models.ts";
import { silentLogger } from "../core/shared/index.ts";
import { eventually } from "../core/testing/eventually.ts";
import { temporaryFolder } from "../core/testing/temporary.ts";
import { readPromql } from "./promql.ts";

const folder = (name: string): string => fileURLToPath(new URL(`../resources/${name}/`, import.meta.url));
const read = (name: string): string => readFileSync(join(folder("prometheus"), name), "utf8");

interface Rule {
  record?: string;
  alert?: string;
  expr: string;
  annotations?: Record<string, string>;
}
const rulesOf = (name: string): Rule[] =>
  (parse(read(name)) as { groups: { rules: Rule[] }[] }).groups.flatMap(({ rules }) => rules);
const RECORDING = rulesOf("homeostat.recording.yml");
const ALERTS = rulesOf("homeostat.alerts.yml");

interface Panel {
  title: string;
  type: string;
  datasource?: { uid: string };
  gridPos: { x: number; y: number; w: number; h: number };
  targets?: { expr: string; legendFormat: string; datasource: { uid: string } }[];
}
interface Dashboard {
  uid: string;
  schemaVersion: number;
  panels: Panel[];
  templating: { list: { name: string; type: string; definition?: string }[] };
}
const DASHBOARDS = readdirSync(folder("grafana")).map(
  (name) => [name, JSON.parse(readFileSync(join(folder("grafana"), name), "utf8")) as Dashboard] as const,
);
/** As Grafana asks Prometheus: intervals filled in; the other variables stand inside quotes. */
const asked = (expr: string): string => expr.replaceAll("$__rate_interval", "5m");
/** `label_values(metric{…}, label)` → the metric with its matchers, and the label. */
const variable = (definition: string) =>
  /^label_values\((.+), (\w+)\)$/s.exec(definition)!.slice(1) as [string, string];

/** Metric → label → its values. */
type Emitted = Map<string, Map<string, Set<string>>>;

function emittedBy(text: string): Emitted {
  const emitted: Emitted = new Map();
  for (const line of text.split("\n")) {
    const [, name, labels = ""] = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? \S+$/.exec(line) ?? [];
    if (name === undefined) continue;
    const known = emitted.get(name) ?? new Map<string, Set<string>>();
    emitted.set(name, known);
    for (const [, label, value] of labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g))
      known.set(label!, (known.get(label!) ?? new Set()).add(value!));
  }
  return emitted;
}

/** What an engine says that has answered, refused, drifted, healed and alerted. */
async function scrape(): Promise<string> {
  const dataDir = temporaryFolder();
  {
    using models = openModels(dataDir);
    models.promote("sales", await models.addSales(0));
    await models.addSales(1);
  }
  const engine = await startEngine({ dataDir, port: 0, ui: false, logger: silentLogger, watch: "* * * * * *" });
  const { appliance, url } = engine;
  const { db, dir, registry, metrics, alerting } = appliance;
  const post = (path: string, body: unknown) =>
    fetch(`${url}${path}`, {
      method: "POST",
      body: JSON.stringify(body),
      headers: { "content-type": "application/json", authorization: `Bearer ${readFileSync(dir.token, "utf8")}` },
    });
  await post("/api/models/sales/promote", { version: "v0002", shadow: true });
  const { schema } = registry.load("sales", "v0001");
  const row = Object.fromEntries(schema.features.map(({ name }) => [name, null]));
  await post("/predict", row);
  await post("/predict", {});
  // The same functions as the loop calls; a refit would take longer than all the rest.
  const feature = { name: schema.features[0]!.name, effect: { psi: 0.3 } };
  metrics.drift("sales", { share: 0.5, features: [feature] } as unknown as Parameters<typeof metrics.drift>[1]);
  metrics.incident("sales", "concept_drift");
  metrics.retrain("sales", "closed");
  const at = new Date().toISOString();
  const decision = { kind: "retrain", why: "more_data", approval: true, weighted: false, reasons: ["More rows."] };
  const steps: Incident["steps"] = [
    { at, state: "open", note: "More rows.", data: { decision } },
    { at, state: "held", note: "It waits for approval." },
  ];
  storeIncident(db, waitingIncident({ opened_at: at, steps }));
  await eventually(async () => expect(await alerting.metrics()).toContain('question="model",model="sales"'));
  // A process says it with its first collection of garbage.
  await eventually(async () => expect(await metrics.text()).toContain("nodejs_gc_duration_seconds_sum"));
  const text = await (await fetch(`${url}/metrics`)).text();
  await engine.close();
  // Sensors that this machine may not have, and what only Linux tells.
  const sample = await takeSample();
  const disks = [{ device: "sda", readBytes: 1, writtenBytes: 1, busySeconds: 1 }];
  const facts = { ...sample.facts, load_1m: 1, temperature_c: 50, battery_share: 0.5 };
  const sensors = { ...sample, disks, openFiles: 1, facts };
  return `${text}\n${hostText(sensors)}`;
}

let emitted: Emitted;
beforeAll(async () => {
  emitted = emittedBy(await scrape());
  // Prometheus itself makes these.
  emitted.set("up", new Map());
  for (const labels of emitted.values()) labels.set("job", new Set(["homeostat"])).set("instance", new Set());
  for (const { record, expr } of RECORDING) {
    const sources = readPromql(expr).selectors.flatMap(({ metric }) => [...(emitted.get(metric) ?? [])]);
    emitted.set(record!, new Map(sources));
  }
});

/** What an expression asks for and nobody says. */
function missing(expr: string): string[] {
  const { selectors, grouping } = readPromql(asked(expr));
  const wrong = selectors.flatMap(({ metric, labels }) => {
    const known = emitted.get(metric);
    if (!known) return [metric];
    return Object.entries(labels).flatMap(([label, value]) => {
      const values = known.get(label);
      const said = values !== undefined && (value === null || value.startsWith("$") || values.has(value));
      return said ? [] : [`${metric}{${label}="${value}"}`];
    });
  });
  return [...wrong, ...grouping.filter((label) => !isSaid(expr, label)).map((label) => `by (${label})`)];
}

const isSaid = (expr: string, label: string): boolean =>
  readPromql(asked(expr)).selectors.some(({ metric }) => emitted.get(metric)?.has(label));

const inLegend = (text: string): string[] => [...text.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, label]) => label!);
const inAnnotation = (text: string): string[] => [...text.matchAll(/\$labels\.(\w+)/g)].map(([, label]) => label!);

test("the reader of expressions sees metrics, labels and groups, also in histograms, and refuses nonsense", () => {
  const expr =
    'histogram_quantile(0.9, sum by (le, route) (rate(a_seconds_bucket{x="1", y=~"b|c"}[5m]))) / on (route) group_left b:c:d offset 1h';
  expect(readPromql(expr)).toEqual({
    selectors: [
      { metric: "a_seconds_bucket", labels: { x: "1", y: null } },
      { metric: "b:c:d", labels: {} },
    ],
    grouping: ["le", "route", "route"],
  });
  expect(() => readPromql("sum by (a (b)")).toThrow(/cannot be parsed/);
});

test("a metric, a label and a value that nobody says are found", () => {
  expect(missing('rate(homeostat_nothing_total{job="homeostat"}[5m])')).toEqual(["homeostat_nothing_total"]);
  expect(missing('homeostat_status{question="weather"}')).toEqual(['homeostat_status{question="weather"}']);
  expect(missing("sum by (colour) (homeostat_model_info)")).toEqual(["by (colour)"]);
});

describe("rules ask for what is said", () => {
  test.each([...RECORDING, ...ALERTS].map((rule) => [rule.record ?? rule.alert, rule] as const))("%s", (_, rule) => {
    expect(missing(rule.expr)).toEqual([]);
    for (const label of Object.values(rule.annotations ?? {}).flatMap(inAnnotation))
      expect(isSaid(rule.expr, label), `$labels.${label}`).toBe(true);
  });
});

describe.each(DASHBOARDS)("%s", (_, dashboard) => {
  const queries = dashboard.panels.flatMap(({ title, targets = [] }) =>
    targets.map((target) => ({ title, ...target })),
  );
  const variables = dashboard.templating.list;

  test("every panel asks for what is said, with a legend of labels that there are", () => {
    expect(queries.length).toBeGreaterThan(10);
    for (const { title, expr, legendFormat } of queries) {
      expect(missing(expr), title).toEqual([]);
      for (const label of inLegend(legendFormat)) expect(isSaid(expr, label), `${title}: ${label}`).toBe(true);
    }
  });

  test("its variables too, and everything comes from the data source that is chosen", () => {
    expect(variables[0]).toMatchObject({ name: "datasource", type: "datasource", query: "prometheus" });
    for (const [expr, label] of variables.flatMap(({ definition }) => (definition ? [variable(definition)] : []))) {
      expect(missing(expr)).toEqual([]);
      expect(isSaid(expr, label), label).toBe(true);
    }
    for (const { datasource } of queries) expect(datasource.uid).toBe(`\${datasource}`);
    const names = variables.map(({ name }) => name);
    for (const [, used] of queries.flatMap(({ expr }) => [...asked(expr).matchAll(/\$([a-z]+)/g)]))
      expect(names).toContain(used);
  });

  test("no panel lies on another", () => {
    const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, k) => `${x + (k % w)},${y + Math.floor(k / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    for (const { gridPos } of dashboard.panels) expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
  });
});

test("every alert has a unit test", () => {
  const { tests } = parse(read("homeostat.test.yml")) as {
    tests: { alert_rule_test?: { alertname: string; exp_alerts?: unknown[] }[] }[];
  };
  const fired = tests.flatMap(({ alert_rule_test = [] }) =>
    alert_rule_test.flatMap(({ alertname, exp_alerts = [] }) => (exp_alerts.length > 0 ? [alertname] : [])),
  );
  expect(new Set(fired)).toEqual(new Set(ALERTS.map(({ alert }) => alert)));
});

const PROMTOOL = process.env.HOMEOSTAT_PROMTOOL ?? "promtool";
const hasPromtool = spawnSync(PROMTOOL, ["--version"]).status === 0;

describe.skipIf(!hasPromtool)("promtool (HOMEOSTAT_PROMTOOL, or on the PATH)", () => {
  const promtool = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(PROMTOOL, args, { cwd: folder("prometheus"), encoding: "utf8" });
    expect(status, stdout + stderr).toBe(0);
  };
  test("takes the configuration and the rules", () => {
    promtool("check", "config", "prometheus.yml");
    promtool("check", "rules", "homeostat.recording.yml", "homeostat.alerts.yml");
  });
  test("runs the rules' unit tests", () => promtool("test", "rules", "homeostat.test.yml"));
  test("takes the expressions of the dashboards", () => {
    const rules = DASHBOARDS.flatMap(([, { panels }]) => panels.flatMap(({ targets = [] }) => targets)).map(
      ({ expr }, k) => ({ record: `dashboard:expression:${k}`, expr: asked(expr) }),
    );
    const file = join(temporaryFolder(), "dashboards.yml");
    writeFileSync(file, JSON.stringify({ groups: [{ name: "dashboards", rules }] }));
    promtool("check", "rules", file);
  });
});
