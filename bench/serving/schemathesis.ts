/**
 * Schemathesis (Python) over the description at /openapi.json: the data plane, asked what the schemas allow and what
 * they do not. Exits as Schemathesis does; where it is not at hand, says so and exits 0.
 *
 *   HOMEOSTAT_PYTHON=venv/bin/python node bench/serving/schemathesis.ts [--examples 200]
 */
import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { parseArgs } from "node:util";
import { pythonWith } from "../../core/testing/python.ts";
import { temporaryDirectory } from "./directory.ts";
import { startService } from "./service.ts";

const CHECKS = [
  ...["not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance"],
  ...["unsupported_method", "allow_header_conformance"],
];

/** @returns its exit code and what it printed */
export async function schemathesis(python: string, examples: number): Promise<{ code: number; out: string }> {
  await using service = await startService(1);
  using directory = temporaryDirectory();
  const options = ["--checks", CHECKS.join(","), "--max-examples", String(examples), "--seed", "1", "--no-color"];
  const child = spawn(
    python,
    [...["-m", "schemathesis.cli", "run", `${service.url}/openapi.json`, "--exclude-path-regex", "^/api/"], ...options],
    // It leaves files where it runs.
    { stdio: ["ignore", "pipe", "inherit"], cwd: directory.path },
  );
  const ended = new Promise<number>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve(code ?? 1));
  });
  const [out, code] = await Promise.all([text(child.stdout), ended]);
  return { code, out };
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { examples: { type: "string", default: "200" } } });
  const python = pythonWith("schemathesis");
  if (python === null) console.error("skipped: no Python with schemathesis is at hand (HOMEOSTAT_PYTHON names one)");
  else {
    const { code, out } = await schemathesis(python, Number(values.examples));
    console.log(out);
    process.exitCode = code;
  }
}
