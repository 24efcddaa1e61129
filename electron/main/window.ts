/** The one window. */
import type { BrowserWindow, BrowserWindowConstructorOptions } from "electron";

export interface WindowOptions {
  BrowserWindow: new (options: BrowserWindowConstructorOptions) => BrowserWindow;
  /** Address of the pages. */
  address: string;
  preload: string;
  icon: string;
  /** The page's process died. */
  onGone(window: BrowserWindow, reason: string): void;
}

export function openWindow({ BrowserWindow, address, preload, icon, onGone }: WindowOptions): BrowserWindow {
  const window = new BrowserWindow({
    width: 1280,
    height: 800,
    minWidth: 720,
    minHeight: 480,
    show: false, // until something is painted: no white flash
    title: "Homeostat",
    icon,
    autoHideMenuBar: true,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false, // its dictionaries would be downloaded
    },
  });
  window.once("ready-to-show", () => window.show());
  window.webContents.on("render-process-gone", (_event, { reason }) => {
    if (reason !== "clean-exit") onGone(window, reason);
  });
  void window.loadURL(address);
  return window;
}

/** What a second start of the app does. */
export function bringForward(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
