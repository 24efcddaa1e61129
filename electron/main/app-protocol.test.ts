import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createElectronDouble } from "../testing/electron-double.ts";
import { declareScheme, fileOf, servePages } from "./app-protocol.ts";

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "homeostat-pages-"));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

test("the root is index.html; other paths are files under the folder", () => {
  expect(fileOf("/pages", "app://homeostat/")).toBe(join("/pages", "index.html"));
  expect(fileOf("/pages", "app://homeostat/assets/a%20b.js?v=1#x")).toBe(join("/pages", "assets", "a b.js"));
});

test.each([
  ["a path that climbs out, encoded", "app://homeostat/..%2f..%2fetc%2fpasswd"],
  ["a sibling folder with the same beginning", "app://homeostat/..%2fpages-secret/x.json"],
  ["another host", "app://elsewhere/index.html"],
  ["another scheme", "file:///pages/index.html"],
  ["a NUL byte", "app://homeostat/index.html%00.png"],
  ["broken encoding", "app://homeostat/%ff"],
])("%s names nothing", (_attack, address) => {
  expect(fileOf("/pages", address)).toBeNull();
});

test("answers with the file, its type and the policy; anything else is 404", async () => {
  const pages = join(root, "renderer");
  mkdirSync(pages);
  writeFileSync(join(root, "secret.json"), "{}");
  writeFileSync(join(pages, "index.html"), "<!doctype html>");
  writeFileSync(join(pages, "app.js"), "1");
  writeFileSync(join(pages, "notes.exe"), "1");
  const { apis, schemes, handlers } = createElectronDouble();
  declareScheme(apis.protocol);
  servePages(apis.protocol, pages);
  const get = (path: string, method = "GET") =>
    handlers.get("app")!({ url: `app://homeostat${path}`, method } as Request);

  expect(schemes).toMatchObject([{ scheme: "app", privileges: { standard: true, secure: true } }]);
  const page = await get("/");
  expect(await page.text()).toBe("<!doctype html>");
  expect(page.headers.get("content-type")).toContain("text/html");
  expect(page.headers.get("content-security-policy")).toMatch(/^default-src 'self';.*frame-ancestors 'none'$/);
  expect((await get("/app.js")).headers.get("content-type")).toContain("text/javascript");
  for (const path of ["/missing.js", "/notes.exe", "/..%2fsecret.json"]) expect((await get(path)).status).toBe(404);
  expect((await get("/app.js", "POST")).status).toBe(404);
});
