/** The models, the one being looked at, and its versions. */
import { defineStore } from "pinia";
import { computed, ref, shallowRef, watch } from "vue";
import type { Inspection } from "../../core/contract/inspection.ts";
import type { ModelSummary, VersionOutline, VersionSummary } from "../../core/contract/registry.ts";
import { client } from "../api/client.ts";

const KEY = "homeostat.model";

export const useModels = defineStore("models", () => {
  const models = shallowRef<ModelSummary[]>([]);
  const loaded = ref(false);
  const chosen = ref<string | null>(localStorage.getItem(KEY));
  /** Goes up whenever something about a model changed: pages reload what they show of it. */
  const revision = ref(0);

  const current = computed<ModelSummary | null>(
    () => models.value.find(({ name }) => name === chosen.value) ?? models.value[0] ?? null,
  );

  watch(chosen, (name) => {
    if (name !== null) localStorage.setItem(KEY, name);
  });

  async function refresh(): Promise<void> {
    models.value = (await client.models.list()).models;
    loaded.value = true;
    revision.value += 1;
  }

  const versions = async (model: string): Promise<VersionSummary[]> =>
    (await client.models.versions({ model })).versions.toSorted((a, b) => b.version.localeCompare(a.version));

  const outline = (model: string, version: string): Promise<VersionOutline> =>
    client.models.outline({ ref: `${model}@${version}` });

  const inspection = async (model: string, version: string): Promise<Inspection | null> =>
    (await client.models.inspection({ ref: `${model}@${version}` })).inspection;

  return { models, loaded, chosen, current, revision, refresh, versions, outline, inspection };
});
