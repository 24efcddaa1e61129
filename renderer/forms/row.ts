/** A row for a model, as typed into a form: texts in, typed cells out, with what is wrong said per field. */
import type { Feature, ModelSchema } from "../../core/contract/model-schema.ts";
import type { Row } from "../../core/contract/predict.ts";
import type { VersionOutline } from "../../core/contract/registry.ts";
import { quantity } from "../format/numbers.ts";
import { t } from "../texts/index.ts";
import { writeDate } from "./dates.ts";
import { typedNumber } from "./typed-number.ts";

/** Texts by feature; empty where nothing is known. */
export type Draft = Record<string, string>;

/** @param held what the training rows typically held: null where they held nothing, undefined where that was not kept */
function typicalValue(feature: Feature, held: number | string | null | undefined): string {
  if (held === undefined)
    return feature.type === "number" ? String(round((feature.range.min + feature.range.max) / 2, feature)) : "";
  if (typeof held !== "number") return held ?? "";
  return feature.type === "datetime" ? writeDate(held, feature.format) : String(round(held, feature));
}

function round(value: number, feature: Feature): number {
  if (feature.type !== "number") return value;
  return feature.integer ? Math.round(value) : Number(value.toPrecision(4));
}

/** The commonest or middle value of every feature: a row that is nobody and like many. */
export const typicalDraft = (detail: VersionOutline): Draft =>
  Object.fromEntries(
    detail.schema.features.map((feature) => [feature.name, typicalValue(feature, detail.typical[feature.name])]),
  );

/** What keeps a value from being asked about: serving would refuse it. */
export function fieldError(feature: Feature, text: string): string | undefined {
  if (text.trim() === "") return feature.nullable ? undefined : t.predict.required;
  if (feature.type !== "number") return undefined;
  const value = typedNumber(text);
  if (Number.isNaN(value)) return t.predict.notANumber;
  const { low, high } = feature.range;
  return value < low || value > high ? t.predict.accepted(quantity(low), quantity(high)) : undefined;
}

/** True for a number that is taken but was never seen in training. */
export function isUnusual(feature: Feature, text: string): boolean {
  const value = typedNumber(text);
  return feature.type === "number" && (value < feature.range.min || value > feature.range.max);
}

export const isComplete = (schema: ModelSchema, draft: Draft): boolean =>
  schema.features.every((feature) => fieldError(feature, draft[feature.name] ?? "") === undefined);

function cell(feature: Feature, text: string): Row[string] {
  if (text.trim() === "") return null;
  if (feature.type === "number") return typedNumber(text);
  return text;
}

export const toRow = (schema: ModelSchema, draft: Draft): Row =>
  Object.fromEntries(schema.features.map((feature) => [feature.name, cell(feature, draft[feature.name] ?? "")]));
