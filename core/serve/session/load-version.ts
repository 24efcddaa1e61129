/** Making a registered version ready to answer: files checked, session built, golden rows proved. */
import type { LoadedVersion, Registry } from "../../registry/index.ts";
import type { Logger } from "../../shared/index.ts";
import { goldenRows, proveRunner } from "./golden-rows.ts";
import { createLiveVersion, type Engine, type LiveVersion } from "./live-version.ts";
import { createOnnxRunner, type OnnxRunner } from "./onnx-runner.ts";

interface Ready {
  loaded: LoadedVersion;
  runner: OnnxRunner | null;
  engine: Engine;
  fallback: string | null;
  logger: Logger;
}

const live = ({ loaded, runner, engine, fallback, logger }: Ready): LiveVersion => {
  const { model, version, schema, fitted, detail } = loaded;
  return createLiveVersion({ model, version, schema, fitted, detail, runner, engine, fallback, logger });
};

/**
 * A version that answers by its ONNX model.
 * @param fallback why another version should be serving, or null
 * @throws ARTIFACT_CORRUPT, or what onnxruntime or the golden rows have against the model; nothing is left open then
 */
export async function loadVersion(
  deps: { registry: Registry; logger: Logger },
  model: string,
  version: string,
  fallback: string | null = null,
): Promise<LiveVersion> {
  const loaded = deps.registry.load(model, version);
  const runner = await createOnnxRunner(loaded.schema, loaded.onnx);
  try {
    await proveRunner(runner, loaded.schema, loaded.fitted, goldenRows(loaded.schema, loaded.statistics));
  } catch (error) {
    await runner.release();
    throw error;
  }
  return live({ loaded, runner, engine: "onnx", fallback, logger: deps.logger });
}

/** The same version without a session: the predictor that the ONNX model was exported from. */
export function loadReference(
  deps: { registry: Registry; logger: Logger },
  model: string,
  version: string,
): LiveVersion {
  const loaded = deps.registry.load(model, version);
  const fallback = "the ONNX session cannot be opened; the reference predictor answers";
  return live({ loaded, runner: null, engine: "reference", fallback, logger: deps.logger });
}
