/** The three questions, and how the machine and the service have been while the app was open. */
import { defineStore } from "pinia";
import { computed, shallowRef } from "vue";
import type { HostFacts, ServiceFacts, StatusReport } from "../../core/contract/facts.ts";
import { client } from "../api/client.ts";

export interface Reading {
  /** Epoch ms. */
  at: number;
  service: ServiceFacts;
  host: HostFacts;
}

/** Readings kept: half an hour at one each five seconds. */
const KEPT = 360;

export const useStatus = defineStore("status", () => {
  const summary = shallowRef<StatusReport | null>(null);
  /** Oldest first. */
  const readings = shallowRef<readonly Reading[]>([]);
  const machine = computed(() => readings.value.at(-1) ?? null);

  async function refresh(): Promise<void> {
    summary.value = await client.status.summary();
  }

  async function readMachine(): Promise<void> {
    const now = await client.status.machine();
    readings.value = [...readings.value.slice(1 - KEPT), { at: Date.now(), ...now }];
  }

  return { summary, readings, machine, refresh, readMachine };
});
