/**
 * How the pages are built. `electron.vite.config.ts` uses it as its `renderer` section.
 * Icons are resolved from the installed Lucide collection at build time and bundled; nothing is fetched at run time.
 */
import { fileURLToPath } from "node:url";
import nuxtUi from "@nuxt/ui/vite";
import vue from "@vitejs/plugin-vue";
import type { UserConfig } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export const rendererConfig: UserConfig = {
  root: here("."),
  base: "./",
  build: {
    outDir: here("../out/renderer"),
    emptyOutDir: true,
    target: "es2023",
    // electron-vite leaves it off.
    minify: true,
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      input: here("index.html"),
      // zod's settings (zod.ts) must be in force before the contract's schemas are made.
      output: { codeSplitting: { groups: [{ name: "zod", test: /renderer\/zod\.ts$|node_modules\/zod\// }] } },
    },
  },
  plugins: [
    vue(),
    nuxtUi({
      root: here("."),
      // Components are imported by name from ui.ts, composables from their own files: nothing appears by magic.
      components: { dts: false, dirs: [] },
      autoImport: false,
      colorMode: false,
      icon: { clientBundle: { scan: { globInclude: ["**/*.{vue,ts}"], globExclude: ["node_modules", "tests"] } } },
      ui: {
        colors: { primary: "ocean", neutral: "zinc", success: "emerald", warning: "amber", error: "red", info: "sky" },
      },
      theme: { colors: ["primary", "success", "warning", "error", "info"], defaultVariants: { size: "md" } },
    }),
  ],
};
