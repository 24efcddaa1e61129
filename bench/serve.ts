/**
 * Single-row predictions, validated, scored by ONNX and logged, beside a Fastify route that answers a constant:
 * requests per second, median and 99th percentile, and processor time per request (which a noisy machine disturbs
 * least), side by side in one run. Prints JSON.
 *
 *   node bench/serve.ts [--connections 32] [--seconds 3] [--rounds 5] [--durability process|power]
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { cpus } from "node:os";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type LoadResult, load } from "./http-load.ts";

const { values } = parseArgs({
  options: {
    connections: { type: "string", default: "32" },
    seconds: { type: "string", default: "3" },
    rounds: { type: "string", default: "5" },
    durability: { type: "string", default: "process" },
  },
});

interface Server {
  url: string;
  path: string;
  body: string;
  /** Processor time used so far, all threads, microseconds. */
  cpu(): Promise<number>;
  stop(): void;
}

/** Starts one of the servers of serve-target.ts in a process of its own. */
async function start(kind: "homeostat" | "constant"): Promise<Server> {
  const target = fileURLToPath(new URL("./serve-target.ts", import.meta.url));
  const child = spawn(process.execPath, [target, kind, values.durability], {
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  const cpu = async () => {
    child.send("cpu");
    const [{ user, system }] = (await once(child, "message")) as [NodeJS.CpuUsage];
    return user + system;
  };
  for await (const line of createInterface(child.stdout!)) {
    const told = JSON.parse(line) as Pick<Server, "url" | "path" | "body">;
    return { ...told, cpu, stop: () => void child.kill("SIGTERM") };
  }
  throw new Error(`the ${kind} server did not start`);
}

interface Measured extends LoadResult {
  cpu_us_per_request: number;
}

async function measure(server: Server, connections: number, seconds: number): Promise<Measured> {
  const before = await server.cpu();
  const { url, path, body } = server;
  const result = await load({ url, path, body, connections, seconds });
  return { ...result, cpu_us_per_request: ((await server.cpu()) - before) / result.answers };
}

const median = (numbers: number[]): number => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!;

/** The round with the median rate. */
function typical(rounds: Measured[]): Measured {
  const rate = median(rounds.map(({ perSecond }) => perSecond));
  return rounds.find(({ perSecond }) => perSecond === rate)!;
}

const require = createRequire(import.meta.url);
const versionOf = (name: string): string => (require(`${name}/package.json`) as { version: string }).version;

const [connections, seconds, rounds] = [values.connections, values.seconds, values.rounds].map(Number) as [
  number,
  number,
  number,
];
const homeostat = await start("homeostat");
const constant = await start("constant");
try {
  for (const server of [homeostat, constant]) await measure(server, connections, 1);
  const results = { homeostat: [] as Measured[], constant: [] as Measured[], alone: [] as Measured[] };
  // In turns, so that a noisy neighbour meets all of them alike.
  for (let round = 0; round < rounds; round++) {
    results.constant.push(await measure(constant, connections, seconds));
    results.homeostat.push(await measure(homeostat, connections, seconds));
    results.alone.push(await measure(homeostat, 1, seconds));
  }
  const ratios = results.homeostat.map(({ perSecond }, i) => perSecond / results.constant[i]!.perSecond);
  const cpuRatios = results.homeostat.map(
    (each, i) => results.constant[i]!.cpu_us_per_request / each.cpu_us_per_request,
  );
  const report = {
    connections,
    durability: values.durability,
    homeostat: typical(results.homeostat),
    constant_fastify: typical(results.constant),
    one_connection: typical(results.alone),
    ratio: { requests_per_second: median(ratios), cpu: median(cpuRatios), all: ratios },
    machine: { cpu: cpus()[0]?.model, cores: cpus().length, node: process.version },
    versions: Object.fromEntries(
      ["fastify", "better-sqlite3", "onnxruntime-node"].map((name) => [name, versionOf(name)]),
    ),
  };
  console.log(JSON.stringify(report, null, 2));
} finally {
  homeostat.stop();
  constant.stop();
}
