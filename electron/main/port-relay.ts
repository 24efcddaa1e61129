/** Answers a page's wish for the engine with one end of a fresh channel; the engine gets the other end. */
import type { IpcMain, IpcMainEvent, MessageChannelMain, WebContents } from "electron";
import { CONNECT, PORT } from "../messages.ts";
import type { Supervisor } from "./engine-supervisor.ts";

export interface RelayDeps {
  ipcMain: Pick<IpcMain, "on">;
  MessageChannelMain: new () => MessageChannelMain;
  supervisor: Pick<Supervisor, "connect">;
  /** Pages from elsewhere are not answered. */
  origin: string;
}

export interface PortRelay {
  /** The engine answers (again): those who asked meanwhile are served. */
  engineReady(): void;
}

const isOurs = (event: IpcMainEvent, origin: string): boolean => {
  const frame = event.senderFrame;
  return frame !== null && frame.parent === null && frame.url.startsWith(`${origin}/`);
};

export function createPortRelay({ ipcMain, MessageChannelMain, supervisor, origin }: RelayDeps): PortRelay {
  const waiting = new Set<WebContents>();

  function connect(contents: WebContents): void {
    const { port1, port2 } = new MessageChannelMain();
    if (supervisor.connect(port1)) {
      waiting.delete(contents);
      contents.postMessage(PORT, null, [port2]);
    } else {
      waiting.add(contents);
      port1.close();
    }
  }

  ipcMain.on(CONNECT, (event) => {
    if (isOurs(event, origin)) connect(event.sender);
  });
  return {
    engineReady: () => {
      for (const contents of [...waiting]) {
        waiting.delete(contents);
        if (!contents.isDestroyed()) connect(contents);
      }
    },
  };
}
