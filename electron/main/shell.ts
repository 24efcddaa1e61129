/** The desktop shell: one window, one engine, and what passes between them. Reads from start to quit. */
import { join } from "node:path";
import type * as Electron from "electron";
import type { EngineFlags } from "../messages.ts";
import { APP_ORIGIN, declareScheme, servePages } from "./app-protocol.ts";
import { createSupervisor } from "./engine-supervisor.ts";
import { menuTemplate } from "./menu.ts";
import { createNotifier } from "./notifications.ts";
import { createPortRelay } from "./port-relay.ts";
import { hardenEveryWindow, hardenSession } from "./security.ts";
import { askAfterFailure, askAfterPageLoss, titleAfterCrash } from "./troubles.ts";
import { bringForward, openWindow } from "./window.ts";

/** The few Electron APIs that the shell uses; electron/testing has a double of exactly these. */
export type ElectronApis = Pick<
  typeof Electron,
  | "app"
  | "BrowserWindow"
  | "dialog"
  | "ipcMain"
  | "Menu"
  | "MessageChannelMain"
  | "Notification"
  | "protocol"
  | "session"
  | "shell"
  | "utilityProcess"
>;

export interface ShellOptions {
  /** The folder that holds main/, preload/ and renderer/, as built. */
  out: string;
  icon: string;
  flags: EngineFlags;
  platform: NodeJS.Platform;
  /** Address of the development server; only heeded in an app that is not packaged. */
  devServer?: string;
}

export function startShell(electron: ElectronApis, options: ShellOptions): void {
  const { app, BrowserWindow, dialog, ipcMain, Menu, MessageChannelMain, Notification, protocol } = electron;
  const { session, shell, utilityProcess } = electron;
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return;
  }
  const developing = !app.isPackaged && options.devServer !== undefined;
  const origin = developing ? new URL(options.devServer!).origin : APP_ORIGIN;
  let window: Electron.BrowserWindow | null = null;
  let engineUrl: string | null = null;
  let quitting = false;

  const supervisor = createSupervisor({
    fork: () => utilityProcess.fork(join(options.out, "main", "engine.js"), [], { serviceName: "Homeostat engine" }),
    flags: options.flags,
    onReady: (url) => {
      engineUrl = url;
      window?.setTitle("Homeostat");
      relay.engineReady();
    },
    onCrash: (exitCode, restartInMs) => {
      if (window) titleAfterCrash(window, exitCode, restartInMs);
    },
    onFailed: async (error) => {
      if (await askAfterFailure(dialog, error)) supervisor.start();
      else app.quit();
    },
    onNotice: (notice) => notify(notice),
  });
  const notify = createNotifier({ Notification, icon: options.icon, open: (address) => show(address) });
  const relay = createPortRelay({ ipcMain, MessageChannelMain, supervisor, origin });

  const openReference = () => {
    if (engineUrl) void shell.openExternal(`${engineUrl}/docs`);
  };
  const pages = developing ? options.devServer! : `${APP_ORIGIN}/`;
  /** @param page hash route to go to; the window stays where it is without one */
  const show = (page?: string) => {
    if (window) {
      bringForward(window);
      if (page?.startsWith("#/")) void window.loadURL(`${pages}${page}`);
      return;
    }
    window = openWindow({
      BrowserWindow,
      address: page?.startsWith("#/") ? `${pages}${page}` : pages,
      preload: join(options.out, "preload", "index.cjs"),
      icon: options.icon,
      onGone: async (gone, reason) => {
        if (await askAfterPageLoss(dialog, reason)) gone.webContents.reload();
        else app.quit();
      },
    });
    window.on("closed", () => {
      window = null;
    });
  };

  declareScheme(protocol);
  hardenEveryWindow(app, {
    origin,
    mayOpen: (url) => engineUrl !== null && url.startsWith(`${engineUrl}/`),
    open: (url) => void shell.openExternal(url),
  });
  app.on("second-instance", () => show());
  app.on("activate", () => show());
  app.on("window-all-closed", () => {
    if (options.platform !== "darwin") app.quit();
  });
  // The first request to quit waits for the engine to finish what it is writing; the second one is ours.
  app.on("before-quit", (event) => {
    if (quitting) return;
    event.preventDefault();
    quitting = true;
    void supervisor.stop().then(() => app.quit());
  });

  void app.whenReady().then(() => {
    hardenSession(session.defaultSession, { origin });
    servePages(protocol, join(options.out, "renderer"));
    Menu.setApplicationMenu(
      Menu.buildFromTemplate(menuTemplate({ platform: options.platform, developing, openReference })),
    );
    supervisor.start();
    show();
  });
}
