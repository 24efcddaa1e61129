import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../testing/temporary.ts";
import { runInThread } from "./thread.ts";

const THREAD = new URL("./thread.ts", import.meta.url).href;

describe("a thread", () => {
  const folder = temporaryFolder();
  const script = (name: string, source: string): URL => {
    writeFileSync(join(folder, name), source);
    return pathToFileURL(join(folder, name));
  };
  const serving = (name: string, work: string): URL =>
    script(`${name}.mjs`, `import { serveThread } from ${JSON.stringify(THREAD)};\nawait serveThread(${work});`);

  test("gives its result, tells its progress, and works on shared memory", async () => {
    const values = new Float64Array(new SharedArrayBuffer(16));
    const seen: number[] = [];
    const work = "async ({ values }, { onProgress }) => { values[1] = 7; onProgress(0.5); return values; }";
    const result = await runInThread<number, Float64Array>(
      serving("shared", work),
      { values },
      { job: "test", onProgress: (done) => seen.push(done) },
    );
    expect([...values]).toEqual([0, 7]);
    expect([...result]).toEqual([0, 7]);
    expect(seen).toEqual([0.5]);
  });

  test("passes on what was thrown, and stops where it is asked to", async () => {
    const odd = serving("odd", 'async () => { throw new TypeError("odd"); }');
    await expect(runInThread(odd, {}, { job: "test" })).rejects.toMatchObject({ code: "INTERNAL" });
    const polite = serving("polite", "async (_, { cancelled }) => { while (!cancelled()); throw new Error(); }");
    const stopped = runInThread(polite, {}, { job: "test", signal: AbortSignal.timeout(50) });
    await expect(stopped).rejects.toBeDefined();
    const never = runInThread(polite, {}, { job: "test", signal: AbortSignal.abort() });
    await expect(never).rejects.toMatchObject({ code: "CANCELLED" });
  });

  test("that does not listen is ended", async () => {
    const deaf = script("deaf.mjs", "for (;;) {}");
    const stopped = runInThread(deaf, {}, { job: "train", signal: AbortSignal.timeout(50) });
    await expect(stopped).rejects.toMatchObject({ code: "CANCELLED" });
  });

  test.each([
    ["throws", 'throw new TypeError("odd")', "odd"],
    ["exits", "process.exit(7)", "the worker ended with code 7"],
    ["says nothing", "", "the worker ended with code 0"],
  ])("that %s fails its job alone", async (name, source, reason) => {
    const ended = runInThread(script(`${name}.mjs`, source), {}, { job: "train" });
    await expect(ended).rejects.toMatchObject({ code: "JOB_FAILED", details: { job: "train", reason } });
  });

  test("that runs out of memory fails its job alone", async () => {
    const greedy = script("greedy.mjs", "const all = []; for (;;) all.push(new Array(1e5).fill({}));");
    const ended = runInThread(greedy, {}, { job: "train", memory: 24 });
    await expect(ended).rejects.toMatchObject({ code: "JOB_FAILED", message: expect.stringMatching(/memory/i) });
  });
});
