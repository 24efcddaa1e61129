import { EventEmitter } from "node:events";
import type { ContextBridge, IpcRenderer } from "electron";
import { expect, test } from "vitest";
import { CONNECT, PORT } from "../messages.ts";
import { bridge, type PageWindow } from "./bridge.ts";

const origin = "app://homeostat";

function bridged() {
  const exposed: Record<string, unknown> = {};
  const sent: unknown[][] = [];
  const posted: unknown[][] = [];
  const ipc = Object.assign(new EventEmitter(), { send: (...args: unknown[]) => sent.push(args) });
  let listener: Parameters<PageWindow["addEventListener"]>[1] = () => undefined;
  bridge({
    page: {
      location: { origin },
      addEventListener: (_type, given) => {
        listener = given;
      },
      postMessage: (...args) => posted.push(args),
    },
    ipcRenderer: ipc as unknown as IpcRenderer,
    contextBridge: {
      exposeInMainWorld: (key: string, api: unknown) => {
        exposed[key] = api;
      },
    } as ContextBridge,
    platform: "linux",
  });
  return { exposed, sent, posted, ipc, say: (data: unknown, from = origin) => listener({ data, origin: from }) };
}

test("the page sees a platform name and nothing that can act", () => {
  expect(bridged().exposed).toEqual({ homeostat: { platform: "linux" } });
});

test("only the one question is passed on, and only from the page itself", () => {
  const { sent, say } = bridged();
  say("anything");
  say({ type: CONNECT });
  say(CONNECT, "https://example.com");
  expect(sent).toEqual([]);
  say(CONNECT);
  expect(sent).toEqual([[CONNECT]]);
});

test("a port is handed to the page, addressed to its own origin", () => {
  const { posted, ipc } = bridged();
  const ports = [{}];
  ipc.emit(PORT, { ports });
  expect(posted).toEqual([[PORT, origin, ports]]);
});
