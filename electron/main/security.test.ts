import type { App, Session } from "electron";
import { expect, test } from "vitest";
import { createElectronDouble, preventable, WebContentsDouble } from "../testing/electron-double.ts";
import { hardenEveryWindow, hardenSession, mayLoad } from "./security.ts";

const origin = "app://homeostat";

function hardenedContents() {
  const { app } = createElectronDouble();
  const opened: string[] = [];
  hardenEveryWindow(app as unknown as App, {
    origin,
    mayOpen: (url) => url.startsWith("http://127.0.0.1:4870/"),
    open: (url) => opened.push(url),
  });
  const contents = new WebContentsDouble();
  app.emit("web-contents-created", {}, contents);
  return { contents, opened };
}

test.each(["will-navigate", "will-frame-navigate", "will-redirect"])("%s stays in the app", (name) => {
  const { contents } = hardenedContents();
  for (const url of ["https://example.com/", "file:///etc/passwd", "app://homeostat.example.com/", "javascript:0"]) {
    const event = preventable(url);
    contents.emit(name, event);
    expect([url, event.defaultPrevented]).toEqual([url, true]);
  }
  const reload = preventable("app://homeostat/");
  contents.emit(name, reload);
  expect(reload.defaultPrevented).toBe(false);
});

test("no webview is attached, no window opened; the engine's own pages go to the browser", () => {
  const { contents, opened } = hardenedContents();
  const event = preventable();
  contents.emit("will-attach-webview", event);
  expect(event.defaultPrevented).toBe(true);
  expect(contents.windowOpenHandler({ url: "https://example.com/" })).toEqual({ action: "deny" });
  expect(contents.windowOpenHandler({ url: "http://127.0.0.1:4870/docs" })).toEqual({ action: "deny" });
  expect(opened).toEqual(["http://127.0.0.1:4870/docs"]);
});

test("pages get no permission but to copy text", () => {
  const { session } = createElectronDouble();
  hardenSession(session as unknown as Session, { origin });
  const granted = (name: string) => {
    let answer: boolean | undefined;
    session.permissionRequest!(null, name, (ok) => {
      answer = ok;
    });
    expect(session.permissionCheck!(null, name)).toBe(answer);
    return answer;
  };
  for (const name of ["media", "geolocation", "notifications", "openExternal", "clipboard-read", "hid", "unknown"])
    expect([name, granted(name)]).toEqual([name, false]);
  expect(granted("clipboard-sanitized-write")).toBe(true);
  expect(session.devicePermission!()).toBe(false);
});

test("no request leaves the app", () => {
  const { session } = createElectronDouble();
  hardenSession(session as unknown as Session, { origin });
  const cancelled = (url: string) => {
    let answer: { cancel: boolean } | undefined;
    session.beforeRequest!({ url }, (given) => {
      answer = given;
    });
    return answer?.cancel;
  };
  expect(cancelled("https://api.iconify.design/lucide.json")).toBe(true);
  expect(cancelled("http://127.0.0.1:4870/predict")).toBe(true);
  expect(cancelled("app://homeostat/assets/index.js")).toBe(false);
});

test("in development the server's socket is allowed, and still nothing else", () => {
  expect(mayLoad("ws://localhost:5173/?token=x", "http://localhost:5173")).toBe(true);
  expect(mayLoad("ws://localhost:51730/", "http://localhost:5173")).toBe(false);
  expect(mayLoad("https://example.com/", "http://localhost:5173")).toBe(false);
});
