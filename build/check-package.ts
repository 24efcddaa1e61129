/**
 * Packs the desktop app with a stand-in for Electron's binary (nothing is downloaded), looks at what is in the package,
 * and starts the packed engine under plain Node. Needs a build; Linux only, since the stand-in is. `node build/check-package.ts`
 */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { readFuses, writeStandIn } from "./stand-in-electron.ts";

const root = join(import.meta.dirname, "..");
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Record<
  "dependencies" | "devDependencies",
  Record<string, string>
>;

interface Check {
  name: string;
  wrong: string[];
}

function pack(work: string): string {
  writeStandIn(join(work, "electron"));
  execFileSync(
    process.execPath,
    [
      join(root, "node_modules", "electron-builder", "cli.js"),
      ...["--linux", "dir", "--publish", "never"],
      `-c.electronDist=${join(work, "electron")}`,
      `-c.directories.output=${join(work, "dist")}`,
    ],
    { cwd: root, stdio: ["ignore", "ignore", "inherit"] },
  );
  const [folder] = globSync("linux*-unpacked", { cwd: join(work, "dist") });
  return join(work, "dist", folder!);
}

/** Starts the engine as main would; empty where it answers. A file and not `-e`, whose flags workers would inherit. */
function startPackedEngine(app: string, work: string): string {
  const probe = join(work, "probe.mjs");
  const start = { data: { type: "start", flags: { dataDir: join(work, "data"), port: 0 } }, ports: [] };
  writeFileSync(
    probe,
    `import { EventEmitter } from "node:events";
    const port = process.parentPort = new EventEmitter();
    port.postMessage = (message) => {
      console.log(JSON.stringify(message));
      port.emit("message", { data: { type: "stop" }, ports: [] });
    };
    await import(${JSON.stringify(pathToFileURL(join(app, "out", "main", "engine.js")))});
    port.emit("message", ${JSON.stringify(start)});`,
  );
  const { stdout, stderr } = spawnSync(process.execPath, [probe], { encoding: "utf8", timeout: 60_000 });
  return stdout.includes('"ready"') ? "" : `${stdout}${stderr}`.trim() || "it said nothing";
}

function look(packed: string, work: string): Check[] {
  const app = join(packed, "resources", "app");
  const missing = (paths: string[]) => paths.filter((path) => !existsSync(join(app, path)));
  const present = (patterns: string[]) => globSync(patterns, { cwd: app });
  const fuses = readFuses(readFileSync(join(packed, "homeostat")));
  const off = ["runAsNode", "enableNodeOptionsEnvironmentVariable", "enableNodeCliInspectArguments"] as const;
  const engine = startPackedEngine(app, work);
  return [
    {
      name: "the built app is there",
      wrong: missing([
        ...["package.json", "out/main/index.js", "out/main/engine.js", "out/preload/index.cjs"],
        ...["out/renderer/index.html", "resources/icons/icon.png"],
      ]),
    },
    {
      name: "every dependency is there",
      wrong: missing(Object.keys(manifest.dependencies).map((name) => join("node_modules", name, "package.json"))),
    },
    {
      name: "no tool of the build is",
      wrong: Object.keys(manifest.devDependencies).filter((name) => existsSync(join(app, "node_modules", name))),
    },
    {
      name: "no source, no test, no other system's libraries",
      wrong: present([
        ...["{bench,bin,build,core,docs,electron,renderer}/**", "out/**/*.map", "node_modules/**/*.ts"],
        ...[
          "node_modules/onnxruntime-node/bin/napi-v6/{darwin,win32}/**",
          "node_modules/better-sqlite3/prebuilds/{d,w}*",
        ],
      ]).slice(0, 5),
    },
    { name: "the licence is there", wrong: existsSync(join(packed, "resources", "LICENSE")) ? [] : ["LICENSE"] },
    { name: "fuses that would open the app are off", wrong: off.filter((fuse) => fuses[fuse]) },
    { name: "the packed engine starts", wrong: engine === "" ? [] : [engine] },
  ];
}

const work = mkdtempSync(join(tmpdir(), "homeostat-package-"));
try {
  const checks = look(pack(work), work);
  for (const { name, wrong } of checks)
    console.log(wrong.length === 0 ? `ok    ${name}` : `WRONG ${name}: ${wrong.join(", ")}`);
  process.exitCode = checks.every(({ wrong }) => wrong.length === 0) ? 0 : 1;
} finally {
  rmSync(work, { recursive: true, force: true });
}
