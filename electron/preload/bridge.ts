/**
 * The only code that sees both the page and Electron. The page gets one thing: a port to the engine, on request. No
 * channel names, no ipcRenderer, nothing of Node.
 */
import type { ContextBridge, IpcRenderer } from "electron";
import { CONNECT, PORT } from "../messages.ts";

/** What is needed of the page's `window`: this code is compiled without the DOM's types. */
export interface PageWindow {
  location: { origin: string };
  addEventListener(type: "message", listener: (event: { data: unknown; origin: string }) => void): void;
  postMessage(message: unknown, targetOrigin: string, transfer: readonly unknown[]): void;
}

interface BridgeDeps {
  page: PageWindow;
  ipcRenderer: Pick<IpcRenderer, "on" | "send">;
  contextBridge: Pick<ContextBridge, "exposeInMainWorld">;
  platform: NodeJS.Platform;
}

export function bridge({ page, ipcRenderer, contextBridge, platform }: BridgeDeps): void {
  contextBridge.exposeInMainWorld("homeostat", { platform });
  page.addEventListener("message", ({ data, origin }) => {
    if (origin === page.location.origin && data === CONNECT) ipcRenderer.send(CONNECT);
  });
  ipcRenderer.on(PORT, (event) => page.postMessage(PORT, page.location.origin, event.ports));
}
