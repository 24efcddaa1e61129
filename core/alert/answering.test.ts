/** An alert says what to type; typed, it does what the alert says. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import type { Decision } from "../contract/index.ts";
import { carry, open } from "../heal/index.ts";
import { MODEL, openWorld } from "../heal/testing/world.ts";
import { createAlerting } from "./alerting.ts";

const launcher = fileURLToPath(new URL("../../bin/homeostat", import.meta.url));
const run = promisify(execFile);
const RETRAIN: Decision = {
  ...{ kind: "retrain", why: "more_data", approval: true, weighted: false },
  reasons: ["There is more data."],
};

test.each([
  ["approve", { state: "verifying", waiting: false }, "v0002"],
  ["reject", { state: "closed", waiting: false }, "v0001"],
])("homeostat %s, as the alert writes it", async (verb, expected, live) => {
  const { context, live: answer, close } = await openWorld("approve");
  const alerting = createAlerting(context);
  const loop = {
    ...context,
    emit: (event: Parameters<typeof context.emit>[0]) =>
      event.type === "incident_changed" && alerting.incident(event.incident),
  };
  await answer(-1, 300, 2);
  const { id } = open(loop, {
    ...{ model: MODEL, diagnosis: "none", decision: RETRAIN, evidence: [], features: [], detectedMs: null },
    champion: "v0001",
  })!;
  await carry(loop, id);
  const [alert] = alerting.list({ limit: 1 });
  expect(alert).toMatchObject({ kind: "approval_needed", address: `#/incidents?id=${id}`, ended_at: null });
  await alerting.close();
  const { root } = context.dir;
  // Another process takes the folder over; the world goes on with it afterwards.
  const [program, ...args] = alert!.commands.find((command) => command.includes(verb))!.split(" ");
  expect(program).toBe("homeostat");
  const { stdout } = await run(process.execPath, [launcher, ...args, "--json", "--data-dir", root]);
  expect(JSON.parse(stdout)).toMatchObject({ incident: id, state: expected.state });
  expect(context.registry.production(MODEL)).toBe(live);
  const shown = await run(process.execPath, [launcher, "alerts", "--json", "--data-dir", root]);
  const [told] = (JSON.parse(shown.stdout) as { alerts: { kind: string }[] }).alerts;
  expect(told!.kind).toBe(verb === "approve" ? "incident_opened" : "incident_ended");
  await close();
});
