/** Model references: `NAME`, `NAME@v0003`, `NAME@production`, `NAME@candidate`, or nothing where there is one model. */
import { HomeostatError, Stage } from "../contract/index.ts";

export interface Catalogue {
  models(): string[];
  /** Oldest first. */
  versions(model: string): { version: string; stage: Stage }[];
}

export interface Resolved {
  model: string;
  version: string;
}

function onlyModel(catalogue: Catalogue): string {
  const models = catalogue.models();
  if (models.length > 1) throw new HomeostatError("MODEL_REQUIRED", { models });
  if (models.length === 0) throw new HomeostatError("NO_MODEL");
  return models[0]!;
}

/**
 * A name alone means its production version, or its newest one while none is live. `NAME@<stage>` means the newest
 * version in that stage.
 * @throws HomeostatError NO_MODEL, MODEL_REQUIRED, MODEL_NOT_FOUND, VERSION_NOT_FOUND, NO_PRODUCTION
 */
export function resolveReference(catalogue: Catalogue, ref?: string): Resolved {
  const at = ref?.indexOf("@") ?? -1;
  const model = (at < 0 ? ref : ref?.slice(0, at)) || onlyModel(catalogue);
  const selector = at < 0 ? null : ref!.slice(at + 1);
  if (!catalogue.models().includes(model)) throw new HomeostatError("MODEL_NOT_FOUND", { model });

  const versions = catalogue.versions(model);
  const newestIn = (stage: string) => versions.findLast((entry) => entry.stage === stage)?.version;
  if (selector === null) return { model, version: newestIn("production") ?? versions.at(-1)!.version };

  const version = Stage.safeParse(selector).success
    ? newestIn(selector)
    : versions.find((entry) => entry.version === selector)?.version;
  if (version !== undefined) return { model, version };
  if (selector === "production") throw new HomeostatError("NO_PRODUCTION", { model });
  throw new HomeostatError("VERSION_NOT_FOUND", { model, version: selector });
}
