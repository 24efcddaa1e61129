/** `npm start` in a project of its own: what is there decides between the window and the browser. */
import { execFile } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "homeostat-start-"));
  put("out/renderer/index.html", "");
  put("bin/homeostat", 'console.log("engine", process.argv.slice(2).join(" ")); process.exit(3);');
  mkdirSync(join(root, "build"));
  cpSync(join(import.meta.dirname, "start.mjs"), join(root, "build", "start.mjs"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function put(path: string, content: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}
function putElectron(): void {
  put("node_modules/electron/path.txt", "electron");
  put("node_modules/electron/dist/electron", `#!/bin/sh\necho window "$@"\n`);
  chmodSync(join(root, "node_modules/electron/dist/electron"), 0o755);
}

const start = (env: NodeJS.ProcessEnv = {}, ...args: string[]): Promise<{ code: unknown; output: string }> =>
  new Promise((resolve) => {
    const surroundings = { PATH: process.env.PATH, ...env };
    const script = join(root, "build", "start.mjs");
    execFile(process.execPath, [script, ...args], { env: surroundings }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, output: stdout + stderr }),
    );
  });

test("without Electron's runtime the engine serves a browser; flags and exit code pass through", async () => {
  const { code, output } = await start({ DISPLAY: ":0" }, "--port", "0");
  expect(output).toContain("Electron's runtime is not installed");
  expect(output).toContain("engine serve --port 0");
  expect(code).toBe(3);
});

test.skipIf(process.platform !== "linux")("without a display too, although the runtime is there", async () => {
  putElectron();
  const { output } = await start();
  expect(output).toContain("there is no display");
  expect(output).toContain("engine serve");
});

test.skipIf(process.platform === "win32")("with both it opens the window", async () => {
  putElectron();
  const { code, output } = await start({ DISPLAY: ":0" }, "--data-dir", "x");
  expect(output).toBe(`window ${join(root, "build", "..")} --data-dir x\n`);
  expect(code).toBe(0);
});

test("says so where nothing was built", async () => {
  rmSync(join(root, "out"), { recursive: true });
  expect(await start()).toEqual({ code: 1, output: "The pages are not built yet. Run: npm run build\n" });
});
