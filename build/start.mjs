/**
 * `npm start`: the window where Electron's runtime and a display are there, otherwise the same app in the browser.
 * Flags are passed on: `npm start -- --data-dir DIR --port 0`.
 */
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const electron = join(root, "node_modules", "electron");
const args = process.argv.slice(2);

/** Electron's binary, or null where its download was left out. */
function runtime() {
  const note = join(electron, "path.txt");
  if (!existsSync(note)) return null;
  const binary = join(electron, "dist", readFileSync(note, "utf8").trim());
  return existsSync(binary) ? binary : null;
}

const hasDisplay = process.platform !== "linux" || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);

function run(command, commandArgs) {
  const child = spawn(command, commandArgs, { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
    process.on(signal, () => {
      if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
    });
  child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 1)));
}

if (!existsSync(join(root, "out", "renderer", "index.html"))) {
  console.error("The pages are not built yet. Run: npm run build");
  process.exit(1);
}
const binary = runtime();
if (binary !== null && hasDisplay) {
  run(binary, [root, ...args]);
} else {
  const reason = binary === null ? "Electron's runtime is not installed" : "there is no display";
  console.log(`No window, because ${reason}: the same app opens in a browser at the address below.`);
  run(process.execPath, [join(root, "bin", "homeostat"), "serve", ...args]);
}
