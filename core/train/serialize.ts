/** A fitted model as text, `model.json`, and back without losing a bit. */
import { HomeostatError } from "../contract/index.ts";
import type { FittedModel } from "./model.ts";

const ARRAYS = { Float64Array, Float32Array, Int32Array, Uint8Array } as const;
type ArrayName = keyof typeof ARRAYS;
type AnyArray = InstanceType<(typeof ARRAYS)[ArrayName]>;

/** A typed array as base64 of its little-endian bytes, under the array's name. */
interface Packed {
  $: ArrayName;
  data: string;
}

function nameOf(value: unknown): ArrayName | null {
  for (const name of Object.keys(ARRAYS) as ArrayName[]) if (value instanceof ARRAYS[name]) return name;
  return null;
}

function pack(_: string, value: unknown): unknown {
  const name = nameOf(value);
  if (name === null) return value;
  const { buffer, byteOffset, byteLength } = value as AnyArray;
  return { $: name, data: Buffer.from(buffer, byteOffset, byteLength).toString("base64") } satisfies Packed;
}

const isPacked = (value: unknown): value is Packed =>
  typeof value === "object" && value !== null && "$" in value && "data" in value;

function unpack(_: string, value: unknown): unknown {
  if (!isPacked(value)) return value;
  const bytes = Uint8Array.from(Buffer.from(value.data, "base64"));
  return new ARRAYS[value.$](bytes.buffer);
}

/** @example parseModel(serializeModel(model)) // the same model */
export const serializeModel = (model: FittedModel): string => JSON.stringify(model, pack);

/** @throws WRONG_SHAPE where the text is no model of this format */
export function parseModel(text: string): FittedModel {
  let model: Partial<FittedModel> | null;
  try {
    model = JSON.parse(text, unpack);
  } catch (cause) {
    throw new HomeostatError("WRONG_SHAPE", { reason: "model.json is no JSON" }, { cause });
  }
  if (model?.format !== 1 || !model.predictor || !model.encodings)
    throw new HomeostatError("WRONG_SHAPE", { reason: "model.json holds no model of format 1" });
  return model as FittedModel;
}
