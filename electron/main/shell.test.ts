import { join } from "node:path";
import { expect, test } from "vitest";
import { eventually } from "../../core/testing/eventually.ts";
import { CONNECT, PORT } from "../messages.ts";
import { createElectronDouble, type ElectronDouble } from "../testing/electron-double.ts";
import { type ShellOptions, startShell } from "./shell.ts";

const options: ShellOptions = {
  out: join("/app", "out"),
  icon: join("/app", "icon.png"),
  flags: { port: 0 },
  platform: "linux",
};

async function started(
  prepare: (double: ElectronDouble) => void = () => undefined,
  changes: Partial<ShellOptions> = {},
) {
  const double = createElectronDouble();
  prepare(double);
  startShell(double.apis, { ...options, ...changes });
  double.app.becomeReady();
  await eventually(() => expect(double.windows[0]?.visible).toBe(true));
  return double;
}
const ready = (double: ElectronDouble, number = 0) =>
  double.engines[number]!.emit("message", { type: "ready", url: "http://127.0.0.1:4870" });

test("opens one sandboxed window on the app's own pages and starts one engine", async () => {
  const { windows, engines, menus } = await started();
  expect(windows).toHaveLength(1);
  expect(windows[0]!.webContents.url).toBe("app://homeostat/");
  expect(windows[0]!.options.webPreferences).toMatchObject({
    preload: join("/app", "out", "preload", "index.cjs"),
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webSecurity: true,
    webviewTag: false,
    spellcheck: false,
  });
  expect(engines.map(({ path }) => path)).toEqual([join("/app", "out", "main", "engine.js")]);
  expect(menus).toHaveLength(1);
});

test("a second start brings the first window forward instead", async () => {
  const { app, windows } = await started();
  windows[0]!.minimized = true;
  app.emit("second-instance");
  expect(windows).toHaveLength(1);
  expect([windows[0]!.minimized, windows[0]!.focused]).toEqual([false, 1]);

  const second = createElectronDouble();
  second.app.hasLock = false;
  startShell(second.apis, options);
  second.app.becomeReady();
  expect([second.app.exited, second.windows.length, second.engines.length]).toEqual([true, 0, 0]);
});

test("the page gets a port when the engine answers, and a new one after a restart", async () => {
  const double = await started();
  const [window] = double.windows;
  window!.ask(CONNECT);
  expect(window!.webContents.received).toEqual([]);
  ready(double);
  expect(window!.webContents.received.map(({ channel, ports }) => [channel, ports.length])).toEqual([[PORT, 1]]);
  expect(double.engines[0]!.received.at(-1)).toEqual({ type: "connect" });

  double.engines[0]!.die(139);
  expect(window!.title).toContain("the engine stopped (exit 139)");
  window!.ask(CONNECT);
  window!.ask(CONNECT);
  await eventually(() => expect(double.engines).toHaveLength(2));
  ready(double, 1);
  expect(window!.webContents.received).toHaveLength(2);
  expect(window!.title).toBe("Homeostat");
});

test("what the page says over its port reaches the engine, and back", async () => {
  const double = await started();
  ready(double);
  double.engines[0]!.parent.on("message", ({ data, ports }) => {
    if (data.type !== "connect") return;
    ports[0].on("message", ({ data: said }: { data: string }) => ports[0].postMessage(`${said} to you`));
    ports[0].start();
  });
  double.windows[0]!.ask(CONNECT);
  const port = double.windows[0]!.webContents.received[0]!.ports[0]!;
  const heard: unknown[] = [];
  port.on("message", ({ data }) => heard.push(data));
  port.start();
  port.postMessage("hello");
  await eventually(() => expect(heard).toEqual(["hello to you"]));
  port.close();
});

test("a page from elsewhere, or a frame in a page, gets no port", async () => {
  const double = await started();
  ready(double);
  const [window] = double.windows;
  window!.ask(CONNECT, "https://example.com/");
  window!.ask(CONNECT, "app://homeostat.example.com/");
  const senderFrame = { parent: {}, url: "app://homeostat/" };
  double.ipcMain.emit(CONNECT, { sender: window!.webContents, senderFrame });
  double.ipcMain.emit(CONNECT, { sender: window!.webContents, senderFrame: null });
  expect(window!.webContents.received).toEqual([]);
});

test("an engine that cannot start: its reason is shown, and a person decides", async () => {
  const double = await started(({ answers }) => answers.push(0, 1));
  const fail = (number: number) => {
    const error = { code: "DATABASE_NEWER", message: "Update Homeostat." };
    double.engines[number]!.emit("message", { type: "failed", error });
    double.engines[number]!.die(1);
  };
  fail(0);
  await eventually(() => expect(double.engines).toHaveLength(2));
  expect(double.questions[0]!.detail).toContain("Update Homeostat.");
  fail(1);
  await eventually(() => expect(double.app.exited).toBe(true));
});

test("a lost page can be loaded again; the engine goes on", async () => {
  const double = await started(({ answers }) => answers.push(0));
  double.windows[0]!.webContents.emit("render-process-gone", {}, { reason: "clean-exit" });
  expect(double.questions).toEqual([]);
  double.windows[0]!.webContents.emit("render-process-gone", {}, { reason: "crashed" });
  await eventually(() => expect(double.windows[0]!.webContents.reloads).toBe(1));
  expect(double.engines).toHaveLength(1);
});

test("closing the window quits, but only once the engine has ended", async () => {
  const double = await started();
  ready(double);
  double.windows[0]!.close();
  expect(double.engines[0]!.received.at(-1)).toEqual({ type: "stop" });
  expect(double.app.exited).toBe(false);
  double.engines[0]!.die(0);
  await eventually(() => expect(double.app.exited).toBe(true));
});

test("on macOS the engine outlives the window, which comes back on activate", async () => {
  const double = await started(undefined, { platform: "darwin" });
  double.windows[0]!.close();
  expect(double.engines[0]!.received.at(-1)).toMatchObject({ type: "start" });
  double.app.emit("activate");
  expect(double.windows).toHaveLength(1);
});

test("the menu and links open the engine's reference in the browser, nothing else", async () => {
  const double = await started();
  const help = double.menus[0]!.at(-1)!.submenu as { click: () => void }[];
  help[0]!.click();
  expect(double.opened).toEqual([]);
  ready(double);
  help[0]!.click();
  double.windows[0]!.webContents.windowOpenHandler({ url: "https://example.com/" });
  double.windows[0]!.webContents.windowOpenHandler({ url: "http://127.0.0.1:4870/docs" });
  expect(double.opened).toEqual(["http://127.0.0.1:4870/docs", "http://127.0.0.1:4870/docs"]);
});

test("the development server is heeded in development only", async () => {
  const devServer = "http://localhost:5173/";
  const packaged = await started(undefined, { devServer });
  expect(packaged.windows[0]!.webContents.url).toBe("app://homeostat/");
  const developing = await started(
    ({ app }) => {
      app.isPackaged = false;
    },
    { devServer },
  );
  expect(developing.windows[0]!.webContents.url).toBe(devServer);
});

test("an alert becomes a notification of the system; a click opens the page that shows it", async () => {
  const double = await started();
  ready(double);
  const notice = { title: "Waits for your approval", text: ["v0002 is better.", "RMSE.", "More."] };
  const tell = (address: string) =>
    double.engines[0]!.emit("message", { type: "notify", notice: { ...notice, address } });
  tell("#/incidents?id=01A");
  const [notification] = double.notifications;
  expect(notification).toMatchObject({
    visible: true,
    options: { title: "Waits for your approval", body: "v0002 is better. RMSE.", icon: options.icon },
  });
  notification!.emit("click");
  expect([double.windows[0]!.focused, double.windows[0]!.webContents.url]).toEqual([
    1,
    "app://homeostat/#/incidents?id=01A",
  ]);

  // An address of elsewhere is not followed.
  tell("https://example.org/");
  double.notifications[1]!.emit("click");
  expect(double.windows[0]!.webContents.url).toBe("app://homeostat/#/incidents?id=01A");
});

test("without a window a click on a notification opens one on the page", async () => {
  const double = await started(() => undefined, { platform: "darwin" });
  ready(double);
  double.windows[0]!.close();
  double.engines[0]!.emit("message", { type: "notify", notice: { title: "t", text: [], address: "#/host" } });
  double.notifications[0]!.emit("click");
  expect(double.windows[0]!.webContents.url).toBe("app://homeostat/#/host");
});
