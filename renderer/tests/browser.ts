/**
 * A real Chromium from npm, unpacked once per machine into a folder of its own: two test files may start at the same
 * time, and the package itself would hand out a half-written binary. Its default arguments switch web security off and
 * are not used.
 */
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";

const VERSION = "147.0.0";
const HOME = join(tmpdir(), `homeostat-chromium-${VERSION}`);

/** The pages bring their own font; the browser's and the system's stand in for the signs it lacks. */
const fontsConf = (home: string) =>
  `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd"><fontconfig><dir>${home}/fonts</dir><dir>/usr/share/fonts</dir><cachedir>${home}/font-cache</cachedir></fontconfig>\n`;

async function unpack(): Promise<void> {
  const staging = mkdtempSync(join(tmpdir(), "homeostat-chromium-"));
  const { TMPDIR } = process.env;
  try {
    // The package unpacks to the temporary folder, and its libraries only where it believes itself on Lambda.
    process.env.TMPDIR = staging;
    process.env.AWS_LAMBDA_JS_RUNTIME = "nodejs22.x";
    const { default: sparticuz } = await import("@sparticuz/chromium");
    await sparticuz.executablePath();
    writeFileSync(join(staging, "fonts.conf"), fontsConf(HOME));
    mkdirSync(join(staging, "font-cache"));
    renameSync(staging, HOME);
  } catch (error) {
    rmSync(staging, { recursive: true, force: true });
    // Another process was faster: its copy is whole.
    if (!existsSync(HOME)) throw error;
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  }
}

export async function launchBrowser(): Promise<Browser> {
  if (!existsSync(HOME)) await unpack();
  return chromium.launch({
    executablePath: join(HOME, "chromium"),
    headless: true,
    args: ["--no-sandbox", "--disable-gpu", "--font-render-hinting=none", "--hide-scrollbars"],
    env: {
      ...process.env,
      HOME: tmpdir(),
      FONTCONFIG_PATH: HOME,
      FONTCONFIG_FILE: join(HOME, "fonts.conf"),
      LD_LIBRARY_PATH: join(HOME, "al2023", "lib"),
    },
  });
}
