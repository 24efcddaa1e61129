/** A file that is to be predicted: what it is, whether it fits, and the jobs that came of it. */
import { defineStore } from "pinia";
import { computed, ref, shallowRef } from "vue";
import type { InspectReport } from "../../core/contract/train.ts";
import { PredictFileReport } from "../../core/contract/train.ts";
import { action } from "../api/action.ts";
import { client } from "../api/client.ts";
import type { Corrections } from "../forms/read-options.ts";
import { useFileIntake } from "./file-intake.ts";
import { newJobId, useJobs } from "./jobs.ts";

/** Jobs of this kind that are listed. */
const LISTED = 5;

export const usePredictFile = defineStore("predict-file", () => {
  const jobs = useJobs();
  const intake = useFileIntake();
  const chosen = shallowRef<{ source: string; name: string } | null>(null);
  const report = shallowRef<InspectReport | null>(null);
  const withInput = ref(true);
  const withReasons = ref(false);

  const read = shallowRef<Corrections>({});

  const open = action(async (file: File) => {
    close();
    await intake.take(file, async ({ source, bytes }) => {
      const [job, ending] = intake.reading(bytes);
      report.value = await client.files.inspect({ source, ...job }, ending);
      chosen.value = { source, name: file.name };
    });
  });

  const readAgain = action(async (corrections: Corrections) => {
    if (!chosen.value) return;
    report.value = await client.files.inspect({ source: chosen.value.source, read: corrections });
    read.value = corrections;
  });

  /** Runs in the engine: whoever leaves the page finds it again under `recent`. */
  const run = action(async (model: string) => {
    if (!chosen.value) return;
    const { source } = chosen.value;
    await client.predict.file({
      ref: model,
      source,
      read: read.value,
      with_input: withInput.value,
      explain: withReasons.value,
      job: newJobId(),
    });
  });

  const recent = computed(() =>
    [...jobs.jobs.values()]
      .filter(({ kind }) => kind === "predict_file")
      .toSorted((a, b) => b.started_at.localeCompare(a.started_at))
      .slice(0, LISTED)
      .map((job) => {
        const done = PredictFileReport.safeParse(job.result);
        return { job, done: done.success ? done.data : null };
      }),
  );

  function close(): void {
    chosen.value = null;
    report.value = null;
    read.value = {};
    for (const one of [open, readAgain, run]) one.problem.value = null;
  }

  return {
    ...{ incoming: intake.incoming, intake: intake.share, stopReading: intake.stop },
    ...{ chosen, report, read, withInput, withReasons, open, readAgain, run, recent, close },
  };
});
