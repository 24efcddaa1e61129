/** A Python for tests with other people's clients; where none is at hand they skip, visibly. */
import { spawn, spawnSync } from "node:child_process";
import { text } from "node:stream/consumers";

const find = (module: string): string =>
  `import importlib.util, sys; sys.exit(importlib.util.find_spec(${JSON.stringify(module)}) is None)`;

/** HOMEOSTAT_PYTHON, else the python3 on the PATH, where it has a module; else null. */
export function pythonWith(module: string): string | null {
  const python = process.env.HOMEOSTAT_PYTHON ?? "python3";
  return spawnSync(python, ["-c", find(module)], { stdio: "ignore" }).status === 0 ? python : null;
}

/**
 * Runs a script that prints one JSON document.
 * @throws with what it wrote to stderr
 */
export async function runPython(python: string, script: string, args: readonly string[]): Promise<unknown> {
  const child = spawn(python, [script, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  const [out, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  if (out === "") throw new Error(errors);
  return JSON.parse(out);
}
