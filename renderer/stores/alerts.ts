/** What is worth knowing and is not over. */
import { defineStore } from "pinia";
import { computed, shallowRef } from "vue";
import type { Alert } from "../../core/contract/alerts.ts";
import { client } from "../api/client.ts";

export const useAlerts = defineStore("alerts", () => {
  const open = shallowRef<Alert[]>([]);
  /** Incidents have a place of their own. */
  const apart = computed(() => open.value.filter(({ incident }) => incident === null));

  async function refresh(): Promise<void> {
    open.value = (await client.alerts.list({ open: true })).alerts;
  }

  return { apart, refresh };
});
