/** The three questions and the figures behind them. */
import { defineStore } from "pinia";
import { shallowRef } from "vue";
import type { HostFacts, ModelFacts, ServiceFacts, StatusReport } from "../../core/contract/facts.ts";
import { client } from "../api/client.ts";

export interface AllFacts {
  service: ServiceFacts;
  host: HostFacts;
  models: ModelFacts[];
}

export const useStatus = defineStore("status", () => {
  const summary = shallowRef<StatusReport | null>(null);
  const facts = shallowRef<AllFacts | null>(null);

  async function refresh(): Promise<void> {
    summary.value = await client.status.summary();
  }

  async function refreshFacts(): Promise<void> {
    facts.value = await client.status.facts();
  }

  return { summary, facts, refresh, refreshFacts };
});
