/** Times at which an engine's event loop answered nobody, from the file that stalls.ts writes in its process. */
import { existsSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const PRELOADED = fileURLToPath(new URL("./stalls.ts", import.meta.url));

/** @param measure is given what an engine has to be started with, and the stalls written since it asked last, ms */
export async function withStalls<T>(
  measure: (env: Record<string, string>, newStalls: () => number[]) => Promise<T>,
): Promise<T> {
  const file = join(tmpdir(), `homeostat-stalls-${process.pid}`);
  let seen = 0;
  const newStalls = () => {
    const lines = existsSync(file) ? readFileSync(file, "utf8").trim().split("\n").filter(Boolean) : [];
    const fresh = lines.slice(seen).map((line) => Number(line.split(" ")[1]));
    seen = lines.length;
    return fresh;
  };
  try {
    return await measure({ NODE_OPTIONS: `--import=${PRELOADED}`, HOMEOSTAT_STALLS: file }, newStalls);
  } finally {
    rmSync(file, { force: true });
  }
}
