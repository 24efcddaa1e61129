/** Python servers with a model of the same size, each as its own documentation starts it. */
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Target } from "./client.ts";
import { type Command, freePort, type Server, start } from "./processes.ts";

const SCRIPTS = fileURLToPath(new URL("./peers/", import.meta.url));
const CELLS = [0.1, -0.2, 1.3, 0.4, -0.5, 0.6, 0, 1.8];
const NAMES = ["a", "b", "c", "d", "e", "f", "g", "h"];
const PACKAGES = ["fastapi", "uvicorn", "scikit-learn", "onnxruntime", "mlserver", "mlflow"];

export interface Peer {
  name: string;
  /** Goal: times its requests per second. */
  times: number;
  start(): Promise<Server>;
}

/** @throws with what Python said where the model cannot be made @param python of an environment with requirements.txt */
export async function preparePeers(python: string, work: string): Promise<Peer[]> {
  const folder = join(work, "peers");
  mkdirSync(folder);
  const [http, grpc, metrics] = [await freePort(), await freePort(), await freePort()];
  const made = spawnSync(python, [join(SCRIPTS, "model.py"), folder, ...[http, grpc, metrics].map(String)], {
    encoding: "utf8",
  });
  if (made.status !== 0) throw new Error(`the peers' model could not be made: ${made.stderr}`);

  const bin = (name: string): string => join(dirname(python), name);
  const target = (port: number, path: string, body: unknown): Target => ({
    ...{ url: `http://127.0.0.1:${port}`, path, body: JSON.stringify(body) },
  });
  const row = Object.fromEntries(NAMES.map((name, k) => [name, CELLS[k]]));
  const fastapi = async (kind: string): Promise<Server> => {
    const port = await freePort();
    const command: Command = {
      ...{ file: bin("uvicorn"), cwd: SCRIPTS, env: { MODEL_FOLDER: folder, KIND: kind } },
      args: ["app:app", "--port", String(port), "--no-access-log"],
    };
    return start(command, target(port, "/predict", row));
  };
  return [
    { name: "FastAPI + scikit-learn, def", times: 15, start: () => fastapi("def") },
    { name: "FastAPI + scikit-learn, async", times: 15, start: () => fastapi("async") },
    { name: "FastAPI + onnxruntime", times: 4, start: () => fastapi("onnx") },
    {
      ...{ name: "MLServer", times: 20 },
      start: () => {
        const inputs = [{ name: "x", shape: [1, 8], datatype: "FP64", data: CELLS }];
        const asked = target(http, "/v2/models/bench/infer", { inputs });
        return start({ file: bin("mlserver"), args: ["start", folder], cwd: folder }, asked);
      },
    },
    {
      ...{ name: "mlflow models serve", times: 100 },
      start: async () => {
        const port = await freePort();
        const args = ["models", "serve", "-m", join(folder, "mlflow"), "-p", String(port), "--env-manager", "local"];
        const env = { PATH: `${dirname(python)}:${process.env.PATH}` };
        return start(
          { file: bin("mlflow"), args, cwd: folder, env },
          target(port, "/invocations", { dataframe_split: { columns: NAMES, data: [CELLS] } }),
        );
      },
    },
  ];
}

/** `name version` of each package, as the environment has it. */
export function peerVersions(python: string): string[] {
  const script = `import importlib.metadata as m, platform
print("python", platform.python_version())
for name in ${JSON.stringify(PACKAGES)}: print(name, m.version(name))`;
  return spawnSync(python, ["-c", script], { encoding: "utf8" }).stdout.trim().split("\n");
}
