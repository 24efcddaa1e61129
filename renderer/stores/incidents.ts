/** Incidents, newest first; events replace the one they are about. */
import { defineStore } from "pinia";
import { computed, ref, shallowRef } from "vue";
import { type Incident, TERMINAL_STATES } from "../../core/contract/incidents.ts";
import { client } from "../api/client.ts";

export const isOpen = (incident: Incident): boolean => incident.waiting || !TERMINAL_STATES.includes(incident.state);

const newestFirst = (a: Incident, b: Incident) => b.opened_at.localeCompare(a.opened_at);

export const useIncidents = defineStore("incidents", () => {
  const incidents = shallowRef<Incident[]>([]);
  const loaded = ref(false);
  const open = computed(() => incidents.value.filter(isOpen));
  const waiting = computed(() => incidents.value.filter((incident) => incident.waiting));

  async function refresh(): Promise<void> {
    incidents.value = (await client.incidents.list({})).incidents.toSorted(newestFirst);
    loaded.value = true;
  }

  function receive(incident: Incident): void {
    incidents.value = [incident, ...incidents.value.filter(({ id }) => id !== incident.id)].toSorted(newestFirst);
  }

  const reload = async (incident: string) => receive(await client.incidents.show({ incident }));

  async function approve(incident: string): Promise<void> {
    await client.incidents.approve({ incident });
    await reload(incident);
  }

  async function reject(incident: string, reason: string): Promise<void> {
    await client.incidents.reject({ incident, ...(reason.trim() === "" ? {} : { reason: reason.trim() }) });
    await reload(incident);
  }

  return { incidents, loaded, open, waiting, refresh, receive, approve, reject };
});
