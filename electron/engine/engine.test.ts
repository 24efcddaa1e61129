/** The real engine as the window reaches it: started by main's message, called through a transferred port. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createORPCClient } from "@orpc/client";
import { RPCLink } from "@orpc/client/message-port";
import type { ContractRouterClient } from "@orpc/contract";
import type { MessagePortMain, ParentPort } from "electron";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Contract } from "../../core/contract/index.ts";
import { eventually } from "../../core/testing/eventually.ts";
import type { FromEngine } from "../messages.ts";
import { UtilityProcessDouble } from "../testing/electron-double.ts";
import { ChannelDouble } from "../testing/ports.ts";
import { runEngine } from "./run-engine.ts";
import { startWindowEngine } from "./start.ts";

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "homeostat-engine-"));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

function run() {
  const process = new UtilityProcessDouble("engine.js");
  const heard: FromEngine[] = [];
  const exits: number[] = [];
  process.on("message", (message) => heard.push(message));
  runEngine({
    parent: process.parent as unknown as ParentPort,
    start: startWindowEngine,
    exit: (code) => exits.push(code),
  });
  return { process, heard, exits };
}

test("answers calls and typed errors on the port, tells its address, and lets go of the folder when stopped", async () => {
  const { process, heard, exits } = run();
  process.postMessage({ type: "start", flags: { dataDir, port: 0 } });
  await eventually(() => expect(heard).toMatchObject([{ type: "ready" }]));

  const { port1, port2 } = new ChannelDouble();
  process.postMessage({ type: "connect" }, [port1]);
  port2.start();
  const link = new RPCLink({ port: port2 as unknown as MessagePortMain });
  const client: ContractRouterClient<Contract> = createORPCClient(link);
  expect(await client.models.list()).toEqual({ models: [] });
  await expect(client.models.show({ ref: "none" })).rejects.toMatchObject({ code: "MODEL_NOT_FOUND", status: 404 });
  const { url } = heard[0] as { url: string };
  expect(await (await fetch(`${url}/health`)).json()).toMatchObject({ status: "no_model", model_loaded: false });

  port2.close();
  process.postMessage({ type: "stop" });
  await eventually(() => expect(exits).toEqual([0]));

  const again = run();
  again.process.postMessage({ type: "start", flags: { dataDir, port: 0 } });
  await eventually(() => expect(again.heard).toMatchObject([{ type: "ready" }]));
  again.process.postMessage({ type: "stop" });
  await eventually(() => expect(again.exits).toEqual([0]));
});
