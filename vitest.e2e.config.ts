import { defineConfig } from "vitest/config";

/** Journeys through the whole app: one after the other, since each has an engine and a browser. */
export default defineConfig({
  test: {
    include: ["renderer/tests/e2e/*.e2e.ts"],
    pool: "forks",
    maxWorkers: 1,
    execArgv: ["--no-wasm-code-gc"],
    testTimeout: 600_000,
    hookTimeout: 120_000,
  },
});
