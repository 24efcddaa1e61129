import type { MessagePortMain, ParentPort } from "electron";
import { expect, test } from "vitest";
import { HomeostatError } from "../../core/contract/index.ts";
import { eventually } from "../../core/testing/eventually.ts";
import { UtilityProcessDouble } from "../testing/electron-double.ts";
import { ChannelDouble, type PortDouble } from "../testing/ports.ts";
import { type RunningEngine, runEngine } from "./run-engine.ts";

function running(start: () => Promise<Partial<RunningEngine>>) {
  const process = new UtilityProcessDouble("engine.js");
  const heard: unknown[] = [];
  const exits: number[] = [];
  process.on("message", (message) => heard.push(message));
  runEngine({
    parent: process.parent as unknown as ParentPort,
    start: async () => ({
      url: "http://127.0.0.1:1",
      serve: () => undefined,
      close: async () => undefined,
      ...(await start()),
    }),
    exit: (code) => void exits.push(code),
  });
  return { process, heard, exits };
}

test("says where it answers", async () => {
  const { process, heard } = running(async () => ({}));
  process.postMessage({ type: "start", flags: {} });
  await eventually(() => expect(heard).toEqual([{ type: "ready", url: "http://127.0.0.1:1" }]));
});

test("says why it cannot start, in the catalogue's words, and exits", async () => {
  const { process, heard, exits } = running(async () => {
    throw new HomeostatError("PORT_IN_USE", { port: 4870 });
  });
  process.postMessage({ type: "start", flags: {} });
  await eventually(() => expect(exits).toEqual([1]));
  await eventually(() =>
    expect(heard).toMatchObject([{ type: "failed", error: { code: "PORT_IN_USE", details: { port: 4870 } } }]),
  );
});

test("hands on what is worth a notification, and nothing else of it", async () => {
  const process = new UtilityProcessDouble("engine.js");
  const heard: unknown[] = [];
  process.on("message", (message) => heard.push(message));
  runEngine({
    parent: process.parent as unknown as ParentPort,
    start: async (_, notify) => {
      notify(Object.assign({ title: "sales is blind", text: ["No outcomes."], address: "#/outcomes" }, { id: "01A" }));
      return { url: "http://127.0.0.1:1", serve: () => undefined, close: async () => undefined };
    },
    exit: () => undefined,
  });
  process.postMessage({ type: "start", flags: {} });
  const notice = { title: "sales is blind", text: ["No outcomes."], address: "#/outcomes" };
  await eventually(() => expect(heard[0]).toEqual({ type: "notify", notice }));
});

test("serves a window on its port once started, messages sent before included", async () => {
  const served: unknown[] = [];
  const serve = (port: MessagePortMain) => void port.on("message", ({ data }) => served.push(data));
  const { process } = running(async () => ({ serve }));
  const { port1, port2 } = new ChannelDouble();
  process.postMessage({ type: "start", flags: {} });
  process.postMessage({ type: "connect" }, [port1 as PortDouble]);
  port2.postMessage("hello");
  await eventually(() => expect(served).toEqual(["hello"]));
  port2.close();
});

test("closes what it opened before it exits, even if asked while starting", async () => {
  const steps: string[] = [];
  const started = Promise.withResolvers<Partial<RunningEngine>>();
  const { process, exits } = running(() => started.promise);
  process.postMessage({ type: "start", flags: {} });
  process.postMessage({ type: "stop" });
  started.resolve({
    close: async () => {
      steps.push(`closed, exits so far ${exits.length}`);
    },
  });
  await eventually(() => expect(exits).toEqual([0]));
  expect(steps).toEqual(["closed, exits so far 0"]);
});
