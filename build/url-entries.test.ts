/** A bundle whose worker thread and data file are named by URL: built, then run. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { build } from "vite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { urlEntries } from "./url-entries.ts";

const SOURCES = {
  "main.ts": 'import { compute } from "./stage/compute.ts"; console.log(await compute());',
  "stage/compute.ts": `
    import { readFileSync } from "node:fs";
    import { Worker } from "node:worker_threads";
    const table = new URL("../data/table.txt", import.meta.url);
    export const compute = () => new Promise((resolve) =>
      new Worker(new URL('./worker.ts', import.meta.url)).once("message", (word: string) =>
        resolve(word + " and " + readFileSync(table, "utf8"))));`,
  "stage/worker.ts": `
    import { parentPort } from "node:worker_threads";
    import { word } from "./word.ts";
    parentPort!.postMessage(word as string);`,
  "stage/word.ts": 'export const word: string = "worker";',
  "data/table.txt": "data",
  "package.json": '{ "type": "module" }',
};

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "homeostat-bundle-"));
  for (const [path, content] of Object.entries(SOURCES)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

test("URLs of neighbours name what was built from them, wherever the bundle stands", async () => {
  await build({
    root,
    configFile: false,
    logLevel: "silent",
    plugins: [urlEntries()],
    build: { ssr: true, ssrEmitAssets: true, outDir: "out", rolldownOptions: { input: join(root, "main.ts") } },
  });
  rmSync(join(root, "stage"), { recursive: true });
  rmSync(join(root, "data"), { recursive: true });
  const output = execFileSync(process.execPath, [join(root, "out", "main.js")], { cwd: tmpdir(), encoding: "utf8" });
  expect(output).toBe("worker and data\n");
});
