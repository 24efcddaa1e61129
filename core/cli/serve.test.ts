/** `serve` as people run it: which addresses it answers, and how a command finds it there. */
import { type ChildProcessWithoutNullStreams, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import { temporaryFolder } from "../testing/temporary.ts";
import { pinnedFetch } from "./pinned-fetch.ts";

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const launcher = path("../../bin/homeostat");
const [cert, key] = [path("../serve/testing/tls/tests-only.crt"), path("../serve/testing/tls/tests-only.key")];

const started: ChildProcessWithoutNullStreams[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill("SIGKILL");
});

interface Running {
  child: ChildProcessWithoutNullStreams;
  url: string;
  token: string;
  stderr: Promise<string>;
}

async function serve(dataDir: string, flags: string[]): Promise<Running> {
  const args = [launcher, "serve", "--json", "--no-ui", "--port", "0", "--data-dir", dataDir, ...flags];
  const child = spawn(process.execPath, args);
  started.push(child);
  const stderr = text(child.stderr);
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  const { url, token_file } = JSON.parse(line.toString()) as { url: string; token_file: string };
  return { child, url, token: readFileSync(token_file, "utf8").trim(), stderr };
}

const run = (args: string[]): Promise<{ code: number | null; stdout: string }> =>
  new Promise((resolve) => {
    const child = execFile(process.execPath, [launcher, ...args], (_error, stdout) =>
      resolve({ code: child.exitCode, stdout }),
    );
  });

test("the network is answered with TLS and the token only, with a warning; commands find it and trust it", async () => {
  const dataDir = temporaryFolder();
  const { child, url, token, stderr } = await serve(dataDir, [
    "--host",
    "0.0.0.0",
    "--tls-cert",
    cert,
    "--tls-key",
    key,
  ]);
  expect(url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
  await expect(fetch(`${url}/health`)).rejects.toThrow();
  const ask = pinnedFetch(readFileSync(cert, "utf8"));
  const statusOf = async (route: string, headers: Record<string, string> = {}) =>
    (await ask(new Request(url + route, { headers }))).status;
  expect(await statusOf("/health")).toBe(200);
  expect(await statusOf("/metrics")).toBe(401);
  expect(await statusOf("/metrics", { authorization: `Bearer ${token}` })).toBe(200);
  const models = await run(["models", "--json", "--data-dir", dataDir]);
  expect([models.code, models.stdout]).toEqual([0, '{"models":[]}\n']);
  child.kill("SIGTERM");
  const [code] = await once(child, "exit");
  expect(code).toBe(0);
  expect(await stderr).toContain("Warning: Homeostat answers the network on 0.0.0.0");
});

test.each([
  ["the network without TLS", ["--host", "0.0.0.0", "--require-token"], "--tls-cert"],
  ["a certificate without its key", ["--tls-cert", cert], "belong together"],
])("%s is refused, and nothing listens", async (_, flags, reason) => {
  const result = await run(["serve", "--json", "--port", "0", "--data-dir", temporaryFolder(), ...flags]);
  expect([result.code, JSON.parse(result.stdout).error.message]).toEqual([2, expect.stringContaining(reason)]);
});
