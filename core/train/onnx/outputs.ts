/** What the exported model answers, and how it is read. */
import type { InferenceSession } from "onnxruntime-node";
import { HomeostatError, type Task } from "../../contract/index.ts";
import type { Scores } from "../reference/index.ts";

export interface OutputNames {
  value: string;
  probabilities: string;
  label: string;
}

/** A tensor has one name in a graph, so an output steps aside where a feature is called like it. */
export function outputNames(features: readonly string[]): OutputNames {
  const free = (name: string): string => (features.includes(name) ? free(`predicted_${name}`) : name);
  return { value: free("value"), probabilities: free("probabilities"), label: free("label") };
}

/** @param results of a run that fetched `value`, or `probabilities` (a `label` is ignored) */
export function readOutputs(task: Task, results: InferenceSession.OnnxValueMapType): Scores {
  const stem = task === "regression" ? "value" : "probabilities";
  const name = Object.keys(results).find((key) => key === stem || key.endsWith(`predicted_${stem}`));
  const tensor = name === undefined ? undefined : results[name];
  if (!tensor || !("data" in tensor) || !(tensor.data instanceof Float64Array))
    throw new HomeostatError("INTERNAL", { reason: `the ONNX model has no output ${stem}` });
  return { outputs: task === "regression" ? 1 : tensor.dims[1]!, values: tensor.data };
}
