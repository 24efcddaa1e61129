/** Snapshot, then subscribe: the stream of events is opened first, then everything is read, and again after a break. */
import { defineStore } from "pinia";
import { ref, shallowRef } from "vue";
import type { AppEvent } from "../../core/contract/events.ts";
import { asProblem, type Problem } from "../api/problem.ts";
import { subscribe } from "../api/subscribe.ts";
import { useAlerts } from "./alerts.ts";
import { useIncidents } from "./incidents.ts";
import { useJobs } from "./jobs.ts";
import { useJudgements } from "./judgements.ts";
import { useModels } from "./models.ts";
import { useStatus } from "./status.ts";

export const useConnection = defineStore("connection", () => {
  const state = ref<"connecting" | "ready" | "lost">("connecting");
  /** True once everything has been read for the first time. */
  const loaded = ref(false);
  const problem = shallowRef<Problem | null>(null);
  const models = useModels();
  const incidents = useIncidents();
  const jobs = useJobs();
  const status = useStatus();
  const alerts = useAlerts();
  const judgements = useJudgements();

  async function snapshot(): Promise<void> {
    // The three questions take a look at every model: the page does not wait for their figures.
    refresh(status.refresh);
    try {
      await Promise.all([models, incidents, jobs, alerts, judgements].map((store) => store.refresh()));
      state.value = "ready";
      loaded.value = true;
      problem.value = null;
    } catch (thrown) {
      lost(asProblem(thrown));
    }
  }

  function lost(reason: Problem): void {
    state.value = "lost";
    problem.value = reason;
  }

  /** A refresh that an event asked for; if it fails, the stream's own end says so. */
  const refresh = (reload: () => Promise<void>) => {
    reload().catch((thrown: unknown) => {
      problem.value = asProblem(thrown);
    });
  };

  function event(fact: AppEvent): void {
    if (fact.type === "job_changed") jobs.receive(fact.job);
    else if (fact.type === "incident_changed") incidents.receive(fact.incident);
    else if (fact.type === "models_changed") refresh(models.refresh);
    else if (fact.type === "status_changed") {
      refresh(status.refresh);
      refresh(judgements.refresh);
    } else if (fact.type === "alerts_changed") refresh(alerts.refresh);
  }

  function start(signal: AbortSignal): void {
    void subscribe({ connected: () => void snapshot(), event, lost }, signal);
  }

  return { state, loaded, problem, start };
});
