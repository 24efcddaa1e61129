/**
 * Serving beside a Fastify route that answers a constant, beside Python servers with a model of the same size, and
 * beside its goals; every side started here, on the same machine, asked by the same client. Prints one table.
 *
 *   node bench/serve.ts [--seconds 3] [--rounds 5] [--python VENV/bin/python]
 *
 * The peers need `pip install -r bench/serve/peers/requirements.txt` in an environment of their own, named by
 * --python or HOMEOSTAT_BENCH_PYTHON; without one they are left out.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { benchHomeostat } from "./serve/bench-homeostat.ts";
import { benchPeers } from "./serve/bench-peers.ts";
import { wrkVersion } from "./serve/client.ts";
import { peerVersions } from "./serve/peers.ts";
import { formatTable } from "./serve/table.ts";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "3" },
    rounds: { type: "string", default: "5" },
    python: { type: "string", default: process.env.HOMEOSTAT_BENCH_PYTHON ?? "" },
  },
});
const [seconds, rounds] = [Number(values.seconds), Number(values.rounds)];
const { python } = values;

const require = createRequire(import.meta.url);
const versionOf = (name: string): string =>
  `${name} ${(require(`${name}/package.json`) as { version: string }).version}`;

const work = mkdtempSync(join(tmpdir(), "homeostat-bench-"));
try {
  const own = await benchHomeostat({ work, seconds, rounds });
  const peers = python ? await benchPeers({ work, python, seconds, rounds, process: own.perSecond }) : [];
  const packages = ["fastify", "better-sqlite3", "onnxruntime-node"].map(versionOf);
  const versions = [`node ${process.version}`, wrkVersion() ?? "own client", ...packages];
  console.log(`${cpus()[0]?.model}, ${cpus().length} cores; ${versions.join(", ")}`);
  if (python) console.log(peerVersions(python).join(", "));
  console.log(`\n${formatTable([...own.lines, ...peers])}`);
  if (!python) console.log("\nPeers left out: name a Python with their packages by --python.");
} finally {
  rmSync(work, { recursive: true, force: true });
}
