/** Long work. It belongs to the engine, so it goes on whichever page is open, and is found again after a reload. */
import { defineStore } from "pinia";
import { computed, shallowRef } from "vue";
import type { Job } from "../../core/contract/jobs.ts";
import { client } from "../api/client.ts";

/** An id for a job that this page is about to start. */
export const newJobId = (): string => `ui-${crypto.randomUUID()}`;

export const useJobs = defineStore("jobs", () => {
  const jobs = shallowRef<ReadonlyMap<string, Job>>(new Map());
  const running = computed(() => [...jobs.value.values()].filter(({ state }) => state === "running"));

  const find = (id: string | null): Job | null => (id === null ? null : (jobs.value.get(id) ?? null));

  function receive(job: Job): void {
    // An answer to "cancel" may be overtaken by the event that tells the end: no job that has ended runs again.
    if (job.state === "running" && (find(job.id)?.state ?? "running") !== "running") return;
    jobs.value = new Map(jobs.value).set(job.id, job);
  }

  async function refresh(): Promise<void> {
    jobs.value = new Map((await client.jobs.list()).jobs.map((job) => [job.id, job]));
  }

  async function cancel(id: string): Promise<void> {
    receive(await client.jobs.cancel({ job: id }));
  }

  async function finish(id: string): Promise<void> {
    receive(await client.jobs.finish({ job: id }));
  }

  return { jobs, running, receive, refresh, cancel, finish, find };
});
