/** What was typed into the prediction form and tried afterwards, so that leaving the page keeps it. */
import { defineStore } from "pinia";
import { reactive, ref, shallowRef } from "vue";
import type { Prediction, Row } from "../../core/contract/predict.ts";
import type { Draft } from "../forms/row.ts";

export const usePredict = defineStore("predict", () => {
  /** By model and version. */
  const drafts = reactive<Record<string, Draft>>({});
  const answer = shallowRef<Prediction | null>(null);
  /** The row that was answered, and the values tried since. */
  const asked = shallowRef<Row | null>(null);
  const tried = ref<Row | null>(null);
  /** A column of the person's own that is logged with the row. */
  const reference = reactive({ used: false, name: "reference", value: "" });

  function answered(row: Row, given: Prediction): void {
    answer.value = given;
    asked.value = row;
    tried.value = { ...row };
  }

  function forget(): void {
    answer.value = null;
    asked.value = null;
    tried.value = null;
  }

  return { drafts, answer, asked, tried, reference, answered, forget };
});
