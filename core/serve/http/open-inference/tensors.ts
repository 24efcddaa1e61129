/** What a live version takes and gives, as tensors. */
import type { ClassLabel, Feature } from "../../../contract/index.ts";
import { labelText } from "../../../data/index.ts";
import type { LiveVersion } from "../../session/live-version.ts";
import type { Answered } from "../protocol.ts";
import { wrongShape } from "../records.ts";
import type { ModelMetadata, RequestOutput, ResponseOutput, TensorInfo } from "./messages.ts";
import { type Cell, writeTensorBytes } from "./tensor-bytes.ts";

interface OutputTensor extends TensorInfo {
  /** The cells of one row. */
  cells(answer: Answered): Cell[];
}

/** Numbers as FP64 and not as the model's FP32, so that a value at the edge of its range stays inside. */
const inputOf = ({ name, type }: Feature): TensorInfo => ({
  name,
  datatype: type === "number" ? "FP64" : "BYTES",
  shape: [-1],
});

function labelType(labels: readonly ClassLabel[]): TensorInfo["datatype"] {
  if (labels.every((label) => typeof label === "boolean")) return "BOOL";
  if (labels.every((label) => Number.isSafeInteger(label))) return "INT64";
  return labels.every((label) => typeof label === "number") ? "FP64" : "BYTES";
}

const column = (name: string, datatype: TensorInfo["datatype"], cell: (answer: Answered) => Cell): OutputTensor => ({
  name,
  datatype,
  shape: [-1],
  cells: (answer) => [cell(answer)],
});

/** Outputs in a fixed order; probabilities in the order of the schema's classes. */
export function outputTensors({ schema, fitted }: LiveVersion): OutputTensor[] {
  const shared = [
    column("prediction_id", "BYTES", (answer) => answer.prediction_id ?? ""),
    column("flags", "BYTES", (answer) => answer.flags.join(",")),
  ];
  if (schema.task === "regression") {
    const bounds = [
      column("low", "FP64", (answer) => answer.interval!.low),
      column("high", "FP64", (answer) => answer.interval!.high),
    ];
    return [column("prediction", "FP64", (answer) => answer.prediction), ...(fitted.interval ? bounds : []), ...shared];
  }
  const names = schema.classes.map(labelText);
  return [
    column("prediction", labelType(schema.classes), (answer) => answer.prediction),
    column("probability", "FP64", (answer) => answer.probability!),
    {
      ...{ name: "probabilities", datatype: "FP64", shape: [-1, names.length] },
      cells: ({ probabilities }) => names.map((name) => probabilities![name]!),
    },
    ...shared,
  ];
}

const infoOf = ({ name, datatype, shape }: TensorInfo): TensorInfo => ({ name, datatype, shape });

export const modelMetadata = (live: LiveVersion): ModelMetadata => ({
  name: live.model,
  versions: [live.version],
  platform: "onnx_onnxv1",
  inputs: live.schema.features.map(inputOf),
  outputs: outputTensors(live).map(infoOf),
});

/**
 * The tensors that a request named, or all of them.
 * @throws WRONG_SHAPE for a name that the model does not give, or a form that it cannot be given in
 */
export function chooseOutputs(
  tensors: readonly OutputTensor[],
  asked: readonly RequestOutput[] | undefined,
  binary: boolean,
): { tensor: OutputTensor; binary: boolean }[] {
  if (!asked?.length) return tensors.map((tensor) => ({ tensor, binary }));
  return asked.map(({ name, parameters = {} }) => {
    const tensor = tensors.find((each) => each.name === name);
    if (!tensor)
      throw wrongShape(`there is no output ${name}; there are ${tensors.map((each) => each.name).join(", ")}`);
    if (parameters.classification !== undefined) throw wrongShape("outputs are not ranked by classification");
    return { tensor, binary: (parameters.binary_data ?? binary) === true };
  });
}

/** @returns the outputs of a response, and the bytes that go behind it for those that were asked for as such */
export function writeOutputs(
  chosen: readonly { tensor: OutputTensor; binary: boolean }[],
  answers: readonly Answered[],
): { outputs: ResponseOutput[]; bytes: Buffer } {
  const parts: Buffer[] = [];
  const outputs = chosen.map(({ tensor, binary }): ResponseOutput => {
    const { name, datatype, cells } = tensor;
    const shape = [answers.length, ...tensor.shape.slice(1)];
    const values = answers.flatMap(cells);
    if (!binary) return { name, datatype, shape, data: values as ResponseOutput["data"] };
    const bytes = writeTensorBytes(datatype, values);
    parts.push(bytes);
    return { name, datatype, shape, parameters: { binary_data_size: bytes.length } };
  });
  return { outputs, bytes: Buffer.concat(parts) };
}
