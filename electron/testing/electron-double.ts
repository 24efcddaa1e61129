/**
 * A double of exactly the Electron APIs that the shell uses (`ElectronApis`), for machines without Electron's binary.
 * It keeps Electron's order of events (before-quit may be prevented; a window's death is told as `closed`, then
 * `window-all-closed`), and records what it was asked to do. electron/e2e runs the same shell on the real thing.
 */
import { EventEmitter } from "node:events";
import type {
  BrowserWindowConstructorOptions,
  MenuItemConstructorOptions,
  MessageBoxOptions,
  NotificationConstructorOptions,
} from "electron";
import type { ElectronApis } from "../main/shell.ts";
import { ChannelDouble, type PortDouble } from "./ports.ts";
import { SessionDouble } from "./session-double.ts";

export interface PreventableEvent {
  defaultPrevented: boolean;
  preventDefault(): void;
  url: string;
}

export function preventable(url = ""): PreventableEvent {
  const event = {
    defaultPrevented: false,
    url,
    preventDefault: () => {
      event.defaultPrevented = true;
    },
  };
  return event;
}

export class WebContentsDouble extends EventEmitter {
  /** What the page's preload was sent. */
  readonly received: { channel: string; ports: PortDouble[] }[] = [];
  windowOpenHandler: (details: { url: string }) => { action: string } = () => ({ action: "allow" });
  url = "";
  reloads = 0;
  destroyed = false;

  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.windowOpenHandler = handler;
  }
  postMessage(channel: string, _message: unknown, ports: PortDouble[] = []): void {
    this.received.push({ channel, ports });
  }
  reload(): void {
    this.reloads += 1;
  }
  isDestroyed(): boolean {
    return this.destroyed;
  }
}

/** The engine's process: `parent` is what the engine sees as `process.parentPort`. */
export class UtilityProcessDouble extends EventEmitter {
  readonly path: string;
  readonly parent = Object.assign(new EventEmitter(), {
    postMessage: (message: unknown) => setImmediate(() => this.emit("message", structuredClone(message))),
  });
  /** Messages from main, as data. */
  readonly received: unknown[] = [];
  kills = 0;

  constructor(path: string) {
    super();
    this.path = path;
  }
  postMessage(data: unknown, ports: PortDouble[] = []): void {
    this.received.push(data);
    setImmediate(() => this.parent.emit("message", { data: structuredClone(data), ports }));
  }
  kill(): boolean {
    this.kills += 1;
    this.die(143);
    return true;
  }
  die(code: number): void {
    this.emit("exit", code);
  }
}

class AppDouble extends EventEmitter {
  isPackaged = true;
  hasLock = true;
  /** Quit went through. */
  exited = false;
  #ready = Promise.withResolvers<void>();

  requestSingleInstanceLock(): boolean {
    return this.hasLock;
  }
  whenReady(): Promise<void> {
    return this.#ready.promise;
  }
  becomeReady(): void {
    this.#ready.resolve();
  }
  quit(): void {
    const event = preventable();
    this.emit("before-quit", event);
    if (!event.defaultPrevented) this.exited = true;
  }
}

/** @example const double = createElectronDouble(); startShell(double.apis, options); double.app.becomeReady(); */
export function createElectronDouble() {
  const app = new AppDouble();
  const windows: BrowserWindowDouble[] = [];
  const engines: UtilityProcessDouble[] = [];
  const opened: string[] = [];
  const questions: MessageBoxOptions[] = [];
  const answers: number[] = [];
  const menus: MenuItemConstructorOptions[][] = [];
  const schemes: unknown[] = [];
  const handlers = new Map<string, (request: Request) => Promise<Response>>();
  const ipcMain = new EventEmitter();
  const session = new SessionDouble();
  const notifications: NotificationDouble[] = [];

  class BrowserWindowDouble extends EventEmitter {
    readonly options: BrowserWindowConstructorOptions;
    readonly webContents = new WebContentsDouble();
    visible = false;
    focused = 0;
    minimized = false;
    title = "";

    constructor(options: BrowserWindowConstructorOptions) {
      super();
      this.options = options;
      windows.push(this);
      app.emit("web-contents-created", {}, this.webContents);
    }
    async loadURL(url: string): Promise<void> {
      this.webContents.url = url;
      setImmediate(() => this.emit("ready-to-show"));
    }
    show(): void {
      this.visible = true;
    }
    focus(): void {
      this.focused += 1;
    }
    isMinimized(): boolean {
      return this.minimized;
    }
    restore(): void {
      this.minimized = false;
    }
    setTitle(title: string): void {
      this.title = title;
    }
    close(): void {
      this.webContents.destroyed = true;
      windows.splice(windows.indexOf(this), 1);
      this.emit("closed");
      if (windows.length === 0) app.emit("window-all-closed");
    }
    /** The page asks through its preload. */
    ask(channel: string, url = this.webContents.url): void {
      ipcMain.emit(channel, { sender: this.webContents, senderFrame: { parent: null, url } });
    }
  }

  class NotificationDouble extends EventEmitter {
    readonly options: NotificationConstructorOptions;
    static isSupported = () => true;
    visible = false;

    constructor(options: NotificationConstructorOptions) {
      super();
      this.options = options;
      notifications.push(this);
    }
    show(): void {
      this.visible = true;
    }
  }

  const apis = {
    app,
    BrowserWindow: BrowserWindowDouble,
    dialog: {
      showMessageBox: async (options: MessageBoxOptions) => {
        questions.push(options);
        return { response: answers.shift() ?? 1, checkboxChecked: false };
      },
    },
    ipcMain,
    Menu: {
      buildFromTemplate: (template: MenuItemConstructorOptions[]) => template,
      setApplicationMenu: (menu: MenuItemConstructorOptions[]) => menus.push(menu),
    },
    MessageChannelMain: ChannelDouble,
    Notification: NotificationDouble,
    protocol: {
      registerSchemesAsPrivileged: (list: unknown[]) => schemes.push(...list),
      handle: (scheme: string, handler: (request: Request) => Promise<Response>) => handlers.set(scheme, handler),
    },
    session: { defaultSession: session },
    shell: { openExternal: async (url: string) => opened.push(url) },
    utilityProcess: {
      fork: (path: string) => {
        const engine = new UtilityProcessDouble(path);
        engines.push(engine);
        return engine;
      },
    },
  };
  return {
    apis: apis as unknown as ElectronApis,
    ...{ app, windows, engines, ipcMain, session, schemes, handlers, menus, opened, notifications },
    /** What people were asked, and what they answer next: the number of a button. */
    ...{ questions, answers },
  };
}
export type ElectronDouble = ReturnType<typeof createElectronDouble>;
