/** A file of outcomes on its way in: chosen, its columns named, looked at, recorded. Leaving the page loses nothing. */
import { defineStore } from "pinia";
import { computed, reactive, ref, shallowRef } from "vue";
import type { OutcomeFile, OutcomeFileReport } from "../../core/contract/outcomes.ts";
import type { InspectReport } from "../../core/contract/train.ts";
import { action } from "../api/action.ts";
import { client } from "../api/client.ts";
import { type Asked, guessColumns, type OutcomeColumns } from "../forms/outcome-columns.ts";
import type { Corrections } from "../forms/read-options.ts";
import { useFileIntake } from "./file-intake.ts";
import { newJobId, useJobs } from "./jobs.ts";

export const useOutcomeImport = defineStore("outcome-import", () => {
  const jobs = useJobs();
  const intake = useFileIntake();
  const chosen = shallowRef<{ source: string; name: string; model: string } | null>(null);
  const inspected = shallowRef<InspectReport | null>(null);
  const report = shallowRef<OutcomeFileReport | null>(null);
  const columns = reactive<OutcomeColumns>({ by: "id", id: "", key: [], outcome: "", observed: "" });
  const every = ref(false);
  const correct = ref(false);
  const jobId = ref<string | null>(null);

  const isNamed = computed(
    () => columns.outcome !== "" && (columns.by === "id" ? columns.id !== "" : columns.key.length > 0),
  );
  const job = computed(() => jobs.find(jobId.value));

  const read = shallowRef<Corrections>({});

  function asked(write: boolean): (OutcomeFile & { job: string }) | null {
    if (!chosen.value || !isNamed.value) return null;
    const { source, model } = chosen.value;
    const name = columns.by === "id" ? { id: columns.id } : { key: [...columns.key] };
    const observed = columns.observed === "" ? {} : { observed: columns.observed };
    jobId.value = newJobId();
    return {
      ...{ source, read: read.value, model, ...name, ...observed, outcome: columns.outcome },
      ...{ every: every.value, correct: correct.value, write, job: jobId.value },
    };
  }

  const look = action(async () => {
    const input = asked(false);
    report.value = input && (await client.outcomes.file(input));
  });

  const record = action(async () => {
    const input = asked(true);
    if (input) report.value = await client.outcomes.file(input);
  });

  const open = action(async (file: File, model: string, known: Asked) => {
    close();
    const isRead = await intake.take(file, async ({ source, bytes }) => {
      await inspect(source, {}, known, intake.reading(bytes));
      chosen.value = { source, name: file.name, model };
    });
    if (isRead && isNamed.value) await look.run();
  });

  async function inspect(
    source: string,
    corrections: Corrections,
    known: Asked,
    [job, ending]: ReturnType<typeof intake.reading> = [{}, {}],
  ): Promise<void> {
    inspected.value = await client.files.inspect({ source, read: corrections, ...job }, ending);
    read.value = corrections;
    Object.assign(columns, guessColumns(inspected.value, known));
  }

  /** Other columns may come out: which is which is guessed anew. */
  const readAgain = action(async (corrections: Corrections, known: Asked) => {
    if (!chosen.value) return;
    report.value = null;
    await inspect(chosen.value.source, corrections, known);
    if (isNamed.value) await look.run();
  });

  function close(): void {
    chosen.value = null;
    inspected.value = null;
    read.value = {};
    report.value = null;
    every.value = false;
    correct.value = false;
    for (const one of [look, record, open, readAgain]) one.problem.value = null;
  }

  /** Looking or recording is ended; what was recorded by then stays. */
  const stop = action(async () => {
    if (jobId.value !== null) await jobs.cancel(jobId.value);
  });

  return {
    ...{ incoming: intake.incoming, intake: intake.share, stopReading: intake.stop, stop },
    chosen,
    inspected,
    report,
    columns,
    every,
    correct,
    isNamed,
    job,
    read,
    look,
    record,
    open,
    readAgain,
    close,
  };
});
