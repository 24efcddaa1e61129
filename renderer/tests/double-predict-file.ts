/** A file of answers in the double: a job that can be watched, cancelled and fetched from. */
import { HomeostatError } from "../../core/contract/errors.ts";
import type { Job } from "../../core/contract/jobs.ts";
import type { PredictFileReport, ReadOptions } from "../../core/contract/train.ts";
import type { createDoubleEngine } from "./double-engine.ts";
import { inspectText } from "./double-table.ts";
import type { World } from "./double-world.ts";

interface Asked {
  ref?: string | undefined;
  source: string;
  read: ReadOptions;
  out?: string | undefined;
  job?: string | undefined;
}

const STEPS = 10;

export async function predictFile(
  world: World,
  { update, cancelled, live, pause }: ReturnType<typeof createDoubleEngine>,
  { ref = "", source, read, out, job: id = crypto.randomUUID() }: Asked,
): Promise<PredictFileReport> {
  const upload = world.uploads.get(source);
  if (!upload) throw new HomeostatError("FILE_NOT_FOUND", { file: source });
  const { rows, columns } = inspectText(upload.text, read, undefined);
  const job: Job = {
    ...{ id, kind: "predict_file", title: `Predict ${upload.name}`, state: "running", error: null, result: null },
    ...{ started_at: new Date().toISOString(), ran_ms: 0, progress: { stage: "reading", done: 0 } },
  };
  update(job, {});
  try {
    for (const { name } of live(ref)?.schema.features ?? [])
      if (!columns.some((column) => column.name === name))
        throw new HomeostatError("MISSING_COLUMN", { field: name, needed: [name] });
    for (let step = 1; step <= STEPS; step += 1) {
      await pause();
      if (cancelled.has(id)) throw new HomeostatError("CANCELLED");
      update(job, { progress: { stage: "scoring", done: step / STEPS } });
    }
  } catch (thrown) {
    if (thrown instanceof HomeostatError)
      update(job, { state: thrown.code === "CANCELLED" ? "cancelled" : "failed", error: thrown.toJSON() });
    throw thrown;
  }
  const made = `upload:${crypto.randomUUID()}`;
  const name = upload.name.replace(/\.[^.]*$/, "-answers.csv");
  world.uploads.set(made, { name, text: `row,status,prediction\n1,ok,1\n` });
  const result = { rows, rejected: 0, imputed: 0, out: out ?? null, result: out ? null : made, seconds: 0.1 };
  update(job, { state: "done", progress: { stage: "done", done: 1 }, result });
  return result;
}
