/** The desktop app itself, driven by Playwright: what the double in electron/testing can only promise. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { _electron, type ElectronApplication, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { electronBinary, note, reason, root } from "./runtime.ts";

/** Asks for a port as the page's own client does; true where one arrives. Runs in the page. */
const ASK_FOR_PORT = `new Promise((resolve) => {
  addEventListener("message", (event) => { if (event.data === "homeostat:port") resolve(event.ports.length === 1); });
  postMessage("homeostat:connect", location.origin);
})`;

const enginePid = (app: ElectronApplication): Promise<number | undefined> =>
  app.evaluate(
    ({ app: electronApp }) => electronApp.getAppMetrics().find(({ name }) => name === "Homeostat engine")?.pid,
  );

describe.skipIf(reason !== null)(`the desktop app${note}`, () => {
  let data: string;
  let app: ElectronApplication;
  let page: Page;

  beforeAll(async () => {
    data = mkdtempSync(join(tmpdir(), "homeostat-e2e-"));
    // Chromium's sandbox does not run as root, which is what containers are.
    const asRoot = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
    app = await _electron.launch({
      executablePath: electronBinary,
      args: [...asRoot, root, "--data-dir", data, "--port=0"],
    });
    page = await app.firstWindow();
    await page.waitForLoadState();
  });
  afterAll(async () => {
    await app?.close();
    rmSync(data, { recursive: true, force: true });
  });

  test("shows its own pages, in a page that has nothing of Node", async () => {
    expect(page.url()).toMatch(/^app:\/\/homeostat\//);
    expect(await page.title()).toBe("Homeostat");
    expect(await page.evaluate("[typeof require, typeof process, typeof module, typeof homeostat.platform]")).toEqual([
      "undefined",
      "undefined",
      "undefined",
      "string",
    ]);
  });

  test("the page gets a port to the engine", async () => {
    expect(await page.evaluate(ASK_FOR_PORT)).toBe(true);
  });

  test("opens no window, goes nowhere else, loads nothing from outside", async () => {
    expect(await page.evaluate('window.open("https://example.com/") === null')).toBe(true);
    await page.evaluate('void (location.href = "https://example.com/")');
    expect(page.url()).toMatch(/^app:\/\/homeostat\//);
    expect(await page.evaluate('fetch("https://example.com/").then(() => "loaded", () => "refused")')).toBe("refused");
    expect(await page.evaluate("Notification.requestPermission()")).toBe("denied");
    expect(app.windows()).toHaveLength(1);
  });

  test("an engine that is killed comes back, and so does the port", async () => {
    const before = await enginePid(app);
    process.kill(before!, "SIGKILL");
    await vi.waitFor(async () => expect(await enginePid(app)).not.toBe(before), { timeout: 10_000 });
    expect(await page.evaluate(ASK_FOR_PORT)).toBe(true);
  });
});
