/** bin/homeostat in a project of its own, whose command line tells what it was given. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { eventually } from "../core/testing/eventually.ts";

const COMMAND_LINE = `
const [verb, value]: string[] = process.argv.slice(2);
if (verb === "tell") {
  const { getCompileCacheDir } = await import("node:module");
  console.log(JSON.stringify({ value, cwd: process.cwd(), node: process.versions.node, cache: getCompileCacheDir() }));
}
if (verb === "exit") process.exitCode = Number(value);
if (verb === "die") process.kill(process.pid, "SIGKILL");
if (verb === "wait") {
  setInterval(() => undefined, 1000);
  process.on("SIGTERM", () => { console.log("asked to stop"); process.exit(0); });
  console.log(process.pid);
}
`;

/** A Node on this machine that is too old for the engine and new enough for the launcher. */
function olderNode(): string | null {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    const path = join(folder, "node");
    if (!existsSync(path)) continue;
    const major = Number.parseInt(execFileSync(path, ["--version"], { encoding: "utf8" }).slice(1), 10);
    if (major >= 20 && major < 24) return path;
  }
  return null;
}
const older = olderNode();

let root: string;
let launcher: string;
beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "homeostat-launcher-")));
  launcher = join(root, "bin", "homeostat");
  cpSync(join(import.meta.dirname, "..", "bin"), join(root, "bin"), { recursive: true });
  mkdirSync(join(root, "core", "cli"), { recursive: true });
  writeFileSync(join(root, "core", "cli", "main.ts"), COMMAND_LINE);
  writeFileSync(join(root, "package.json"), '{ "type": "module" }');
  mkdirSync(join(root, "node_modules", "node", "bin"), { recursive: true });
  symlinkSync(process.execPath, join(root, "node_modules", "node", "bin", "node"));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function start(node: string, ...args: string[]): ChildProcess & { output(): string } {
  const child = spawn(node, [launcher, ...args], { cwd: tmpdir(), stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (text) => {
      output += text;
    });
  return Object.assign(child, { output: () => output });
}
const ended = (child: ChildProcess) =>
  new Promise<{ code: number | null; signal: string | null }>((resolve) =>
    child.on("close", (code, signal) => resolve({ code, signal })),
  );
const nodes: [string, string | null][] = [
  ["the project's Node", process.execPath],
  [older === null ? "an older Node (skipped: none on this machine's PATH)" : "an older Node", older],
];

describe.each(nodes)("under %s", (_name, node) => {
  test.skipIf(node === null)(
    "arguments and working directory arrive; Node is new enough and caches what it compiles",
    async () => {
      const child = start(node!, "tell", "a b");
      expect(await ended(child)).toEqual({ code: 0, signal: null });
      const told = JSON.parse(child.output());
      expect(told).toMatchObject({ value: "a b", cwd: realpathSync(tmpdir()) });
      expect(Number.parseInt(told.node, 10)).toBeGreaterThanOrEqual(24);
      expect(told.cache).toContain(join(root, "node_modules", ".cache", "homeostat"));
    },
  );

  test.skipIf(node === null)("the exit code is kept, and so is a death by signal", async () => {
    expect(await ended(start(node!, "exit", "3"))).toEqual({ code: 3, signal: null });
    expect(await ended(start(node!, "die"))).toEqual({ code: null, signal: "SIGKILL" });
  });

  test.skipIf(node === null)("SIGTERM reaches the command", async () => {
    const child = start(node!, "wait");
    await eventually(() => expect(child.output()).toMatch(/^\d+\n/));
    child.kill("SIGTERM");
    expect(await ended(child)).toEqual({ code: 0, signal: null });
    expect(child.output()).toContain("asked to stop");
  });

  test.skipIf(node === null)("kill -9 on the launcher ends the command too", async () => {
    const child = start(node!, "wait");
    await eventually(() => expect(child.output()).toMatch(/^\d+\n/));
    child.kill("SIGKILL");
    // `close` comes when nobody holds the pipes any more: the command, which inherited them, is gone.
    expect(await ended(child)).toEqual({ code: null, signal: "SIGKILL" });
  });
});

test.skipIf(older === null)("without a Node that suffices it says what to do", async () => {
  rmSync(join(root, "node_modules"), { recursive: true });
  const child = start(older!, "tell");
  expect(await ended(child)).toEqual({ code: 1, signal: null });
  expect(child.output()).toMatch(/^Homeostat needs Node 24 or later; this is 2\d\..*Run npm ci/);
});
