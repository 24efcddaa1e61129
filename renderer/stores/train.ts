/**
 * One training, from the file to the result. It lives here, so that leaving the page loses nothing; and it is written
 * down for this tab, so that a reload or an engine that was gone for a while loses nothing either.
 */
import { defineStore } from "pinia";
import { computed, reactive, ref, shallowRef, watch } from "vue";
import type { Job } from "../../core/contract/jobs.ts";
import type { InspectReport, MissingReport, ReadOptions, TrainReport } from "../../core/contract/train.ts";
import { client } from "../api/client.ts";
import { asProblem, isCancelled, type Problem, problemOf } from "../api/problem.ts";
import { findingId, findingsOf } from "../forms/findings.ts";
import type { Corrections } from "../forms/read-options.ts";
import {
  emptyForm,
  modelName,
  readOptions,
  type TrainForm,
  trainOptions,
  withoutLostColumns,
} from "../forms/train-form.ts";
import { t } from "../texts/index.ts";
import { useConnection } from "./connection.ts";
import { useFileIntake } from "./file-intake.ts";
import { newJobId, useJobs } from "./jobs.ts";

export type Phase = "choose" | "reading" | "prepare" | "training" | "done";
interface Chosen {
  name: string;
  bytes: number;
  source: string;
}

const KEY = "homeostat.train";
interface Kept {
  file: Chosen;
  read: ReadOptions;
  form: TrainForm;
  seen: MissingReport[];
  jobId: string | null;
}

function keptBefore(): Kept | null {
  const text = sessionStorage.getItem(KEY);
  return text === null ? null : (JSON.parse(text) as Kept);
}

export const useTrain = defineStore("train", () => {
  const jobs = useJobs();
  const connection = useConnection();
  const phase = ref<Phase>("choose");
  const file = shallowRef<Chosen | null>(null);
  const intake = useFileIntake();
  const report = shallowRef<InspectReport | null>(null);
  const result = shallowRef<TrainReport | null>(null);
  const problem = shallowRef<Problem | null>(null);
  const cancelled = ref(false);
  /** The table is being read again; what is shown is from before. */
  const rereading = ref(false);
  const jobId = ref<string | null>(null);
  const read = reactive<ReadOptions>({});
  const form = reactive<TrainForm>(emptyForm());
  /** Values that the engine proposed to read as missing, also where that was declined since. */
  const seen = shallowRef<MissingReport[]>([]);
  /** A call whose answer is still awaited; without one the job itself tells how it ended. */
  let asking = false;

  const job = computed(() => jobs.find(jobId.value));
  const task = computed(
    () => form.task ?? report.value?.targets.find(({ column }) => column === form.target)?.task ?? null,
  );
  const nameOk = computed(() => /^[a-z0-9][a-z0-9_-]{0,62}$/.test(form.model));
  const findings = computed(() => (report.value ? findingsOf(report.value, seen.value, form) : []));

  async function inspect(options: ReadOptions): Promise<void> {
    if (!file.value) return;
    const target = form.target === "" ? {} : { target: form.target };
    const [job, ending] = intake.reading(file.value.bytes);
    const found = await client.files.inspect({ source: file.value.source, read: options, ...target, ...job }, ending);
    report.value = found;
    if (form.target === "") form.target = found.targets[0]?.column ?? "";
    const known = new Set(seen.value.map(findingId));
    seen.value = [...seen.value, ...found.missing.filter((one) => one.source === "rule" && !known.has(findingId(one)))];
  }

  const inspectWhole = () => inspect(readOptions({ ...read }, form, seen.value));

  /** The file first, as what was said of its columns may no longer apply; then with all that still does. */
  async function inspectAnew(): Promise<void> {
    const target = form.target;
    form.target = "";
    seen.value = [];
    await inspect({ ...read });
    const names = report.value?.columns.map(({ name }) => name) ?? [];
    const proposed = form.target;
    Object.assign(form, withoutLostColumns({ ...form, target }, names));
    if (form.target === "") form.target = proposed;
    const said = readOptions({}, form, seen.value);
    if (form.target !== proposed || Object.keys(said).length > 0) await inspectWhole();
  }

  async function again(how: () => Promise<void>): Promise<void> {
    problem.value = null;
    rereading.value = true;
    try {
      await how();
    } catch (thrown) {
      problem.value = asProblem(thrown);
    } finally {
      rereading.value = false;
    }
  }

  /** After another target, type or missing value. */
  const inspectAgain = () => again(inspectWhole);
  /** After another delimiter, encoding, sheet …: other columns may come out. */
  const readAgain = (corrections: Corrections) => {
    for (const key of ["delimiter", "encoding", "decimal", "header", "sheet"] as const) delete read[key];
    Object.assign(read, corrections);
    return again(inspectAnew);
  };

  async function open(chosen: File): Promise<void> {
    const previous = snapshot();
    // The same file, mended: what was decided about it stands.
    if (file.value?.name === chosen.name && phase.value !== "done") forget();
    else reset();
    phase.value = "reading";
    try {
      const isRead = await intake.take(chosen, async (sent) => {
        file.value = sent;
        if (form.model === "") form.model = modelName(chosen.name);
        await inspectAnew();
      });
      if (isRead) phase.value = "prepare";
    } catch (thrown) {
      previous();
      problem.value = asProblem(thrown);
    }
  }

  /** What is on the page now, to come back to where another file cannot be read. */
  function snapshot(): () => void {
    const before = {
      file: file.value,
      report: report.value,
      result: result.value,
      seen: seen.value,
      phase: phase.value,
    };
    const typed = { read: { ...read }, form: JSON.parse(JSON.stringify(form)) as TrainForm };
    return () => {
      reset();
      if (before.phase !== "prepare" && before.phase !== "done") return;
      file.value = before.file;
      report.value = before.report;
      result.value = before.result;
      seen.value = before.seen;
      Object.assign(read, typed.read);
      Object.assign(form, typed.form);
      phase.value = before.phase;
    };
  }

  function stopReading(): void {
    intake.stop();
    reset();
  }

  async function start(): Promise<void> {
    if (!file.value) return;
    const id = newJobId();
    jobId.value = id;
    problem.value = null;
    cancelled.value = false;
    phase.value = "training";
    asking = true;
    try {
      const options = readOptions({ ...read }, form, seen.value);
      const given = { source: file.value.source, job: id };
      succeed(await client.train(trainOptions(form, options, given, isUsedNumber)));
    } catch (thrown) {
      const reason = asProblem(thrown);
      // The engine may have gone on with it, or may be gone: once it answers again, the job tells.
      if (reason.code !== "UNREACHABLE") fail(reason);
    } finally {
      asking = false;
      if (phase.value === "training" && connection.state === "ready") await lookUp();
    }
  }

  function isUsedNumber(column: string): boolean {
    const known = report.value?.columns.find(({ name }) => name === column);
    return known?.type === "number" && (form.use[column] ?? known.role !== "excluded");
  }

  function succeed(made: TrainReport): void {
    result.value = made;
    phase.value = "done";
  }

  function fail(reason: Problem): void {
    cancelled.value = isCancelled(reason);
    problem.value = cancelled.value ? null : reason;
    if (report.value) phase.value = "prepare";
    else void restore();
  }

  function settle(known: Job | null): void {
    if (known?.state === "running") return;
    if (known?.state === "done") succeed(known.result as TrainReport);
    else fail(known?.error ? problemOf(known.error) : { code: "GONE", message: t.train.gone });
  }

  /** How a training stands that nobody waits for any more. */
  async function lookUp(): Promise<void> {
    try {
      await jobs.refresh();
    } catch {
      return; // The connection says that the engine does not answer, and tries again.
    }
    settle(job.value);
  }

  /** After a reload: the file is read again as it was. */
  async function restore(): Promise<void> {
    phase.value = "reading";
    try {
      await inspectWhole();
      phase.value = "prepare";
    } catch (thrown) {
      problem.value = asProblem(thrown);
      phase.value = "choose";
    }
  }

  const cancel = async (): Promise<void> => {
    if (jobId.value) await jobs.cancel(jobId.value);
  };
  /** Ends the search with the best so far. */
  const finish = async (): Promise<void> => {
    if (jobId.value) await jobs.finish(jobId.value);
  };

  function forget(): void {
    file.value = null;
    report.value = null;
    result.value = null;
    problem.value = null;
    cancelled.value = false;
    jobId.value = null;
  }

  function reset(): void {
    forget();
    phase.value = "choose";
    seen.value = [];
    for (const key of Object.keys(read) as (keyof ReadOptions)[]) delete read[key];
    Object.assign(form, emptyForm());
  }

  const before = keptBefore();
  if (before) {
    file.value = before.file;
    seen.value = before.seen;
    jobId.value = before.jobId;
    Object.assign(read, before.read);
    Object.assign(form, before.form);
    phase.value = before.jobId === null ? "reading" : "training";
  }

  watch(
    () => connection.state,
    (state) => {
      if (state !== "ready" || asking) return;
      if (phase.value === "training") void lookUp();
      else if (phase.value === "reading" && !intake.isBusy() && file.value) void restore();
    },
    { immediate: true },
  );
  watch(job, (known) => {
    if (known && !asking && phase.value === "training") settle(known);
  });
  watch(
    [file, read, form, seen, phase],
    () => {
      if (!file.value || phase.value === "done") return sessionStorage.removeItem(KEY);
      const training = phase.value === "training" ? jobId.value : null;
      const kept: Kept = { file: file.value, read: { ...read }, form: { ...form }, seen: seen.value, jobId: training };
      sessionStorage.setItem(KEY, JSON.stringify(kept));
    },
    { deep: true },
  );

  return {
    ...{
      phase,
      file,
      incoming: intake.incoming,
      intake: intake.share,
      report,
      result,
      problem,
      cancelled,
      rereading,
      read,
      form,
      job,
      task,
      nameOk,
      findings,
    },
    ...{ open, stopReading, inspectAgain, readAgain, start, cancel, finish, reset },
  };
});
