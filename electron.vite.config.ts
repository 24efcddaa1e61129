/**
 * Three bundles: `out/main` (Electron's main process, and the engine with its worker threads), `out/preload` and
 * `out/renderer`. The engine is bundled because Electron's Node is not promised to run TypeScript; libraries, the
 * native ones among them, stay in node_modules. The headless engine runs core/ from source and serves the same pages.
 */
import { defineConfig } from "electron-vite";
import { urlEntries } from "./build/url-entries.ts";
import { rendererConfig } from "./renderer/vite.config.ts";

export default defineConfig({
  main: {
    plugins: [urlEntries()],
    build: {
      outDir: "out/main",
      sourcemap: true,
      rolldownOptions: { input: { index: "electron/main/index.ts", engine: "electron/engine/index.ts" } },
    },
  },
  preload: {
    build: {
      outDir: "out/preload",
      // A sandboxed preload can load nothing but Electron, and only as CommonJS.
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: "electron/preload/index.ts" },
        output: { format: "cjs", entryFileNames: "[name].cjs" },
      },
    },
  },
  renderer: rendererConfig,
});
