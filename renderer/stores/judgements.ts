/** What the watch thought of each model and decided, newest first. */
import { defineStore } from "pinia";
import { computed, shallowRef } from "vue";
import type { Judgement } from "../../core/contract/incidents.ts";
import { client } from "../api/client.ts";

export const useJudgements = defineStore("judgements", () => {
  const judgements = shallowRef<Judgement[]>([]);
  /** The newest of each model. */
  const current = computed(() => new Map(judgements.value.filter((one) => one.current).map((one) => [one.model, one])));

  async function refresh(): Promise<void> {
    judgements.value = (await client.incidents.judgements({ limit: 300 })).judgements;
  }

  return { judgements, current, refresh };
});
