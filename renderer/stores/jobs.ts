/** Long work. It belongs to the engine, so it goes on whichever page is open, and is found again after a reload. */
import { defineStore } from "pinia";
import { computed, ref, shallowRef, watch } from "vue";
import type { Job } from "../../core/contract/jobs.ts";
import { client } from "../api/client.ts";
import { timeLeft } from "../format/progress.ts";
import { inWords } from "../texts/index.ts";

/** An id for a job that this page is about to start. */
export const newJobId = (): string => `ui-${crypto.randomUUID()}`;

/** Milliseconds. */
const MOMENT = 400;

const inLanguage = (job: Job): Job => ({ ...job, title: inWords(job.title) });

export const useJobs = defineStore("jobs", () => {
  const jobs = shallowRef<ReadonlyMap<string, Job>>(new Map());
  const running = computed(() => [...jobs.value.values()].filter(({ state }) => state === "running"));
  const seen = shallowRef<ReadonlySet<string>>(new Set());
  const ofIncident = (incident: string): Job | null =>
    running.value.find(({ about }) => about?.incident === incident) ?? null;
  /** What has run for a moment: what is over at once would only flicker. */
  const lasting = computed(() => running.value.filter(({ id }) => seen.value.has(id)));
  const see = (ids: readonly string[]) => {
    seen.value = new Set([...seen.value, ...ids]);
  };

  /** Goes on, second by second, while anything runs. */
  const now = ref(Date.now());
  watch(
    () => running.value.length > 0,
    (isBusy, _, onCleanup) => {
      if (!isBusy) return;
      now.value = Date.now();
      const clock = setInterval(() => {
        now.value = Date.now();
      }, 1000);
      onCleanup(() => clearInterval(clock));
    },
    { immediate: true },
  );
  /** When each job last told of itself, by this page's clock. */
  const toldAt = new Map<string, number>();
  const leftOf = (job: Job): string => timeLeft(job, now.value - (toldAt.get(job.id) ?? now.value));

  const find = (id: string | null): Job | null => (id === null ? null : (jobs.value.get(id) ?? null));

  function receive(told: Job): void {
    const job = inLanguage(told);
    // An answer to "cancel" may be overtaken by the event that tells the end: no job that has ended runs again.
    if (job.state === "running" && (find(job.id)?.state ?? "running") !== "running") return;
    toldAt.set(job.id, Date.now());
    if (!jobs.value.has(job.id)) setTimeout(() => see([job.id]), MOMENT);
    jobs.value = new Map(jobs.value).set(job.id, job);
  }

  async function refresh(): Promise<void> {
    const { jobs: known } = await client.jobs.list();
    jobs.value = new Map(known.map((job) => [job.id, inLanguage(job)]));
    for (const { id } of known) toldAt.set(id, Date.now());
    see(known.map(({ id }) => id));
  }

  async function cancel(id: string): Promise<void> {
    receive(await client.jobs.cancel({ job: id }));
  }

  async function finish(id: string): Promise<void> {
    receive(await client.jobs.finish({ job: id }));
  }

  return { jobs, running, lasting, ofIncident, leftOf, receive, refresh, cancel, finish, find };
});
