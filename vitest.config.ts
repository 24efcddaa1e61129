import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{core,electron,renderer,build,bench}/**/*.test.ts"],
    // Native modules (DuckDB, onnxruntime) live in processes; many tests wait for a process or a page, so three for two cores.
    pool: "forks",
    maxWorkers: 3,
    // V8 13.6 now and then aborts a process that fetches a lot; see bin/homeostat.
    execArgv: ["--no-wasm-code-gc"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
