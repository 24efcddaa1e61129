/** Electron's entry point: finds the files, reads the flags, starts the shell. */
import { join } from "node:path";
import * as electron from "electron";
import { engineFlags } from "./flags.ts";
import { startShell } from "./shell.ts";

// `electron .` has the app's folder as its second argument, a packaged app has not.
const argv = process.argv.slice(electron.app.isPackaged ? 1 : 2);
const out = join(import.meta.dirname, "..");

// On macOS both would otherwise be one folder: Chromium's files stay out of the one that holds the models.
electron.app.setPath("userData", join(electron.app.getPath("appData"), "homeostat-window"));

startShell(electron, {
  out,
  icon: join(out, "..", "resources", "icons", "icon.png"),
  flags: engineFlags(argv),
  platform: process.platform,
  devServer: process.env.ELECTRON_RENDERER_URL,
});
