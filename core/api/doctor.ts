/** `doctor`: is everything there that Homeostat needs, and if not, what to do? */

import { accessSync, constants, statfsSync } from "node:fs";
import { InferenceSession } from "onnxruntime-node";
import type { Appliance } from "../appliance.ts";
import { say } from "../contract/index.ts";

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
    attempt(say("ofNode"), say("useNode"), () => {
      if (Number(process.versions.node.split(".")[0]) < 24)
        throw new Error(say("oldNode", { version: process.version }));
      return process.version;
    }),
    attempt(say("ofFolder"), say("giveAccess"), () => {
      accessSync(dir.root, constants.R_OK | constants.W_OK);
      return say("writable");
    }),
    attempt(say("ofDisk"), say("freeSpace"), () => {
      const { bavail, bsize } = statfsSync(dir.root);
      const free = bavail * bsize;
      if (free < LOW_DISK_BYTES) throw new Error(say("onlyFree", { size: (free / 1e9).toFixed(2) }));
      return say("free", { size: (free / 1e9).toFixed(1) });
    }),
    attempt(say("ofDatabase"), say("restoreBackup"), () => {
      const answer = db.pragma("quick_check", { simple: true });
      if (answer !== "ok") throw new Error(String(answer));
      return say("sound", { schema: Number(db.pragma("user_version", { simple: true })) });
    }),
    attempt(say("ofAudit"), say("changedByHand"), async () => {
      const { ok, entries, first_bad } = await registry.audit.verify();
      if (!ok) throw new Error(say("wrongHash", { entry: first_bad ?? 0 }));
      return say("unbroken", { entries });
    }),
    ...registry.models().flatMap(({ name, production }) =>
      production
        ? [
            attempt(say("ofModel", { model: name }), say("rollBackModel", { model: name }), async () => {
              const session = await InferenceSession.create(registry.load(name, production).onnx);
              await session.release();
              return say("loads", { version: production });
            }),
          ]
        : [],
    ),
    attempt(say("ofServing"), say("restart"), () => {
      const degraded = [...sessions.down(), ...sessions.live().filter((each) => each.degraded)];
      if (degraded.length > 0)
        throw new Error(say("isDegraded", { models: degraded.map(({ model }) => model).join(", ") }));
      return say("modelsLive", { models: sessions.live().length });
    }),
  ];
  return { checks: await Promise.all(checks) };
}
