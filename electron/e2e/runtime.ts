/** Whether the desktop app can be run here, and if not, why. */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

export const root = join(import.meta.dirname, "..", "..");

/** The path of Electron's binary; its package throws where the download was left out. */
function binary(): string | null {
  try {
    const path = createRequire(import.meta.url)("electron") as string;
    return existsSync(path) ? path : null;
  } catch {
    return null;
  }
}

function whyNot(): string | null {
  if (binary() === null) return "Electron's binary is not installed";
  if (process.platform === "linux" && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY)
    return "there is no display";
  if (!existsSync(join(root, "out", "main", "index.js"))) return "the app is not built";
  return null;
}

export const reason = whyNot();
/** For a suite's title, so that a skipped run says so. */
export const note = reason === null ? "" : ` (SKIPPED: ${reason})`;
export const electronBinary = binary() ?? undefined;
