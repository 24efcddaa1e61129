import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../testing/temporary.ts";

/** What a process that opens a session in a worker thread leaves in the home of its user. */
function leftBehind(imports: string): string[] {
  const home = temporaryFolder();
  const session =
    "import { InferenceSession } from 'onnxruntime-node'; await InferenceSession.create(new Uint8Array(3)).catch(() => 0);";
  const script = `${imports}
    import { Worker } from "node:worker_threads";
    const worker = new Worker(${JSON.stringify(session)}, { eval: true, execArgv: ["--input-type=module"] });
    worker.on("exit", (code) => { process.exitCode = code; });`;
  // Nothing that says "continuous integration", where onnxruntime is quiet by itself.
  const env = { PATH: process.env.PATH, HOME: home, XDG_CACHE_HOME: join(home, "cache") };
  const { status, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
    cwd: import.meta.dirname,
    env,
    encoding: "utf8",
  });
  expect(status, stderr).toBe(0);
  return readdirSync(home);
}

test.skipIf(process.platform === "win32")("a session leaves no device id and no events behind", () => {
  expect(leftBehind(`import ${JSON.stringify(new URL("./index.ts", import.meta.url).href)};`)).toEqual([]);
});

test.skipIf(process.platform === "win32")("without it, it would", () => {
  expect(leftBehind("")).not.toEqual([]);
});
