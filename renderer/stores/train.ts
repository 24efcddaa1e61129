/** One training, from the file to the result. It lives here, so that leaving the page loses nothing. */
import { defineStore } from "pinia";
import { computed, reactive, ref, shallowRef } from "vue";
import type { InspectReport, ReadOptions, TrainOptions, TrainReport } from "../../core/contract/train.ts";
import { client } from "../api/client.ts";
import { asProblem, isCancelled, type Problem } from "../api/problem.ts";
import { newJobId, useJobs } from "./jobs.ts";

export type Phase = "choose" | "reading" | "prepare" | "training" | "done";
type Chosen = { name: string; bytes: number; source: string };
type ForcedType = "number" | "category" | "text";

/** A model's name from a file's. @example modelName("Heart Cleveland.csv.gz") // "heart_cleveland" */
export const modelName = (file: string): string =>
  file
    .replace(/\.(csv|tsv|txt|gz)\b/gi, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .slice(0, 63) || "model";

export const useTrain = defineStore("train", () => {
  const jobs = useJobs();
  const phase = ref<Phase>("choose");
  const file = shallowRef<Chosen | null>(null);
  const report = shallowRef<InspectReport | null>(null);
  const result = shallowRef<TrainReport | null>(null);
  const problem = shallowRef<Problem | null>(null);
  const cancelled = ref(false);
  const jobId = ref<string | null>(null);

  const read = reactive<ReadOptions>({});
  const form = reactive({
    target: "",
    model: "",
    budget: 30,
    /** Column → kept or left out, where the person decided otherwise than proposed. */
    use: {} as Record<string, boolean>,
    types: {} as Record<string, ForcedType>,
  });

  const job = computed(() => jobs.find(jobId.value));
  const task = computed(() => report.value?.targets.find(({ column }) => column === form.target)?.task ?? null);

  async function inspect(): Promise<void> {
    if (!file.value) return;
    const target = form.target === "" ? {} : { target: form.target };
    report.value = await client.files.inspect({ source: file.value.source, read: readOptions(), ...target });
    if (form.target === "") form.target = report.value.targets[0]?.column ?? "";
  }

  /** Reads again, as after another delimiter or another target; what was chosen stays. */
  async function inspectAgain(): Promise<void> {
    problem.value = null;
    try {
      await inspect();
    } catch (thrown) {
      problem.value = asProblem(thrown);
    }
  }

  async function open(chosen: File): Promise<void> {
    reset();
    phase.value = "reading";
    try {
      file.value = await client.files.upload({ file: chosen });
      form.model = modelName(chosen.name);
      await inspect();
      phase.value = "prepare";
    } catch (thrown) {
      problem.value = asProblem(thrown);
      phase.value = "choose";
    }
  }

  function readOptions(): ReadOptions {
    const ofType = (type: ForcedType) =>
      Object.entries(form.types).flatMap(([column, chosen]) => (chosen === type ? [column] : []));
    const lists = { number: ofType("number"), category: ofType("category"), text: ofType("text") };
    return { ...read, ...Object.fromEntries(Object.entries(lists).filter(([, columns]) => columns.length > 0)) };
  }

  function options(source: string, job: string): Partial<TrainOptions> & { source: string } {
    const decided = (use: boolean) =>
      Object.entries(form.use).flatMap(([column, used]) => (used === use && column !== form.target ? [column] : []));
    return {
      source,
      read: readOptions(),
      target: form.target,
      model: form.model,
      budget: form.budget,
      include: decided(true),
      exclude: decided(false),
      job,
    };
  }

  async function start(): Promise<void> {
    if (!file.value) return;
    const id = newJobId();
    jobId.value = id;
    problem.value = null;
    cancelled.value = false;
    phase.value = "training";
    try {
      result.value = await client.train(options(file.value.source, id));
      phase.value = "done";
    } catch (thrown) {
      const reason = asProblem(thrown);
      cancelled.value = isCancelled(reason);
      problem.value = cancelled.value ? null : reason;
      phase.value = "prepare";
    }
  }

  async function cancel(): Promise<void> {
    if (jobId.value) await jobs.cancel(jobId.value);
  }

  function reset(): void {
    phase.value = "choose";
    file.value = null;
    report.value = null;
    result.value = null;
    problem.value = null;
    cancelled.value = false;
    jobId.value = null;
    for (const key of Object.keys(read) as (keyof ReadOptions)[]) delete read[key];
    Object.assign(form, { target: "", model: "", budget: 30, use: {}, types: {} });
  }

  return {
    phase,
    file,
    report,
    result,
    problem,
    cancelled,
    read,
    form,
    job,
    task,
    open,
    inspectAgain,
    start,
    cancel,
    reset,
  };
});
