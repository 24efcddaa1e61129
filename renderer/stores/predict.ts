/** What was typed into the prediction form, per model, so that leaving the page keeps it. */
import { defineStore } from "pinia";
import { reactive, shallowRef } from "vue";
import type { Prediction } from "../../core/contract/predict.ts";
import type { Draft } from "../forms/row.ts";

export const usePredict = defineStore("predict", () => {
  const drafts = reactive<Record<string, Draft>>({});
  const answer = shallowRef<Prediction | null>(null);
  return { drafts, answer };
});
