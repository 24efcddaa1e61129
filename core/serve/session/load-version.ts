/** Making a registered version ready to answer: files checked, ONNX model opened, compiled and proved on known rows. */
import { goldenRows, proveScorer, type Registry } from "../../registry/index.ts";
import type { Logger } from "../../shared/index.ts";
import { compileModel } from "../../train/index.ts";
import { createLiveVersion, type LiveVersion } from "./live-version.ts";
import { createOnnxRunner } from "./onnx-runner.ts";

/**
 * A version that says what its ONNX model says. Where the model can be compiled, the compiled one answers, once both
 * have been proved on the same rows, and the session is closed again; else the session answers (DECISIONS.md: "Rows are answered by the compiled model").
 * @param fallback why another version should be serving, or null
 * @throws ARTIFACT_CORRUPT, or what onnxruntime or the golden rows have against the model; nothing is left open then
 */
export async function loadVersion(
  deps: { registry: Registry; logger: Logger },
  model: string,
  version: string,
  fallback: string | null = null,
): Promise<LiveVersion> {
  const { schema, fitted, detail, onnx, statistics } = deps.registry.load(model, version);
  const rows = goldenRows(schema, statistics);
  const compiled = compileModel(fitted, schema);
  const runner = await createOnnxRunner(schema, onnx);
  try {
    await proveScorer(runner.run, schema, fitted, rows);
    if (compiled) await proveScorer(compiled, schema, fitted, rows);
  } catch (error) {
    await runner.release();
    throw error;
  }
  if (compiled) await runner.release();
  const { logger } = deps;
  return createLiveVersion({
    ...{ model, version, schema, fitted, detail, compiled, fallback, logger },
    runner: compiled ? null : runner,
    repair: (row) => deps.registry.repairs.readNow(model, row),
  });
}

/** The same version without its ONNX model, whose file may be damaged: the predictor it was exported from answers. */
export function loadReference(
  deps: { registry: Registry; logger: Logger },
  model: string,
  version: string,
): LiveVersion {
  const { schema, fitted, detail } = deps.registry.loadModel(model, version);
  const fallback = "the ONNX model cannot be opened; the reference predictor answers";
  const compiled = compileModel(fitted, schema);
  return createLiveVersion({
    ...{ model, version, schema, fitted, detail, compiled, fallback },
    runner: null,
    logger: deps.logger,
    repair: (row) => deps.registry.repairs.readNow(model, row),
  });
}
