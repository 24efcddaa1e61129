/** `doctor`: is everything there that Homeostat needs, and if not, what to do? */
import { accessSync, constants, statfsSync } from "node:fs";
import { InferenceSession } from "onnxruntime-node";
import type { Appliance } from "../appliance.ts";

export interface Check {
  name: string;
  ok: boolean;
  detail: string;
  remedy: string;
}

const LOW_DISK_BYTES = 1e9;

const attempt = async (name: string, remedy: string, look: () => string | Promise<string>): Promise<Check> => {
  try {
    return { name, ok: true, detail: await look(), remedy: "" };
  } catch (error) {
    return { name, ok: false, detail: error instanceof Error ? error.message : String(error), remedy };
  }
};

/** Every check runs; none hides another. */
export async function doctor(appliance: Appliance): Promise<{ checks: Check[] }> {
  const { db, dir, registry, sessions } = appliance;
  const checks = [
    attempt("node", "Install Node 24 or use the launcher.", () => {
      if (Number(process.versions.node.split(".")[0]) < 24) throw new Error(`Node ${process.version} is too old`);
      return process.version;
    }),
    attempt("data folder", "Give this user write access to it, or name another with --data-dir.", () => {
      accessSync(dir.root, constants.R_OK | constants.W_OK);
      return "writable";
    }),
    attempt("disk", "Free some space.", () => {
      const { bavail, bsize } = statfsSync(dir.root);
      const free = bavail * bsize;
      if (free < LOW_DISK_BYTES) throw new Error(`only ${(free / 1e9).toFixed(2)} GB free`);
      return `${(free / 1e9).toFixed(1)} GB free`;
    }),
    attempt("database", "Restore the latest backup.", () => {
      const answer = db.pragma("quick_check", { simple: true });
      if (answer !== "ok") throw new Error(String(answer));
      return `sound, schema ${db.pragma("user_version", { simple: true })}`;
    }),
    attempt("audit trail", "Someone changed the database by hand; compare it with a backup.", () => {
      const { ok, entries, first_bad } = registry.audit.verify();
      if (!ok) throw new Error(`entry ${first_bad} does not match its hash`);
      return `${entries} entries, unbroken`;
    }),
    ...registry.models().flatMap(({ name, production }) =>
      production
        ? [
            attempt(`model ${name}`, `Roll back: homeostat rollback ${name}`, async () => {
              const session = await InferenceSession.create(registry.load(name, production).onnx);
              await session.release();
              return `${production} loads, artifacts match`;
            }),
          ]
        : [],
    ),
    attempt("serving", "Restart Homeostat; if it persists, roll back.", () => {
      const degraded = [...sessions.down(), ...sessions.live().filter((each) => each.degraded)];
      if (degraded.length > 0) throw new Error(`degraded: ${degraded.map(({ model }) => model).join(", ")}`);
      return `${sessions.live().length} model(s) live`;
    }),
  ];
  return { checks: await Promise.all(checks) };
}
