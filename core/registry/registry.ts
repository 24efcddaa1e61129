/** The registry: what was trained, from what, and which of it is live. */
import { join } from "node:path";
import {
  Expectation,
  type GateVerdict,
  HomeostatError,
  Inspection,
  type InspectionReport,
  isCostOf,
  type ModelSchema,
  type Policy,
  parseCost,
  type Stage,
  say,
  type Task,
  type VersionDetail,
  type VersionSummary,
} from "../contract/index.ts";
import type { FeatureStatistics } from "../data/index.ts";
import { type Clock, type Database, type DataDir, timestamp } from "../shared/index.ts";
import { type FittedModel, type HeldOut, parseHeldOut, parseModel } from "../train/index.ts";
import { readArtifacts, removeUnrecorded, writeArtifacts } from "./artifacts.ts";
import { type Audit, createAudit } from "./audit.ts";
import { canonicalJson } from "./canonical-json.ts";
import { CODE_VERSION } from "./code-version.ts";
import { createExpectationEdits, type ExpectationEdits, parseExpectationEdit } from "./expectations.ts";
import { writeExport } from "./export.ts";
import { goldenScores } from "./golden-rows.ts";
import { createMoves, type Why } from "./moves.ts";
import { effectivePolicy, parseChanges } from "./policy.ts";
import { createProductionFile } from "./production-file.ts";
import { type Resolved, resolveReference } from "./references.ts";
import { checkModelName, checkSameQuestion, type NewVersion, versionFiles, versionRow } from "./register.ts";
import { createRepairs, type Repairs } from "./repairs.ts";
import { createVersionStore, type ModelListing, type ModelRow, type Traffic } from "./versions.ts";

/** A version without its ONNX model. */
export interface LoadedModel {
  model: string;
  version: string;
  schema: ModelSchema;
  fitted: FittedModel;
  detail: VersionDetail;
  statistics: Record<string, FeatureStatistics>;
}

export interface LoadedVersion extends LoadedModel {
  onnxPath: string;
  onnx: Uint8Array;
}

export interface Registry {
  /**
   * Stores a finished training as the model's next version, a candidate: files first, then its rows, all or nothing.
   * @throws HomeostatError WRONG_USE for an unusable name, or where the model so far predicts something else
   */
  register(input: NewVersion): VersionDetail;
  models(): ModelListing[];
  /** Oldest first. @throws HomeostatError MODEL_NOT_FOUND */
  versions(model: string): VersionSummary[];
  /**
   * The version that a person trained or brought in, from which the given one was refitted, step by step.
   * @throws HomeostatError MODEL_NOT_FOUND, VERSION_NOT_FOUND
   */
  root(model: string, version: string): string;
  /** See `resolveReference`. */
  resolve(ref?: string): Resolved;
  show(ref?: string): VersionDetail;
  /** What the rows that judged a version showed; null for one that was registered without. */
  inspection(ref?: string): InspectionReport;
  /** What rows of a version are expected to look like; empty for one that was registered without. */
  expectations(ref?: string): Expectation[];
  /** What a person said of the rules of a model, by id. */
  expectationEdits(model: string): ExpectationEdits;
  /** @throws HomeostatError WRONG_USE for a change that does not exist */
  editExpectation(model: string, id: string, change: Record<string, unknown>, actor: string): void;
  /** What was handed over as `report` at registration, and the inspection. */
  report(model: string, version: string): Record<string, unknown>;
  /** @throws HomeostatError ARTIFACT_CORRUPT where a file is gone or does not match its recorded sha256 */
  load(model: string, version: string): LoadedVersion;
  /** Reads `model.json` alone: what the reference predictor needs. @throws HomeostatError ARTIFACT_CORRUPT for that file */
  loadModel(model: string, version: string): LoadedModel;
  /** One of a version's files. @throws HomeostatError WRONG_USE where it has no such file, ARTIFACT_CORRUPT */
  file(ref: string | undefined, name: string): Buffer;
  /** The rows that judged a version; null where none were kept. @throws HomeostatError ARTIFACT_CORRUPT */
  heldOut(model: string, version: string): HeldOut | null;
  /** The live version, or null. */
  production(model: string): string | null;
  /**
   * Moves a version between the stages beside production; a canary needs its `share`, percent of the requests.
   * @throws HomeostatError WRONG_USE for a step that does not exist, and for those into or out of production; for a
   * share that is none, and a second canary; NO_PRODUCTION where nothing is live that it could stand beside
   */
  setStage(model: string, version: string, stage: Stage, why: Why & { share?: number }): void;
  /** Who beside production sees live traffic. */
  traffic(model: string): Traffic;
  /** Puts a version live; the one before is archived. Nothing happens where it is live already. */
  promote(model: string, version: string, why: Why & { gate: GateVerdict | null }): { from: string | null; to: string };
  /** Back to `to`, or to the version that was live before. The one left is rejected; archived where this undoes a roll-back. */
  rollback(model: string, why: Why & { to?: string }): { from: string; to: string };
  policy(model: string): Policy;
  /** @throws HomeostatError WRONG_USE for an unknown setting or an unsuitable value */
  setPolicy(model: string, changes: Record<string, unknown>, actor: string): Policy;
  repairs: Repairs;
  audit: Audit;
  exportTo(ref: string | undefined, out: string): { out: string; sha256: string };
}

export interface RegistryDeps {
  db: Database;
  dir: DataDir;
  clock: Clock;
  /** The engine's own policy, for settings that a model does not override. */
  defaultPolicy?: Partial<Policy>;
}

/** @example const registry = createRegistry({ db, dir, clock: systemClock }); registry.resolve("iris@production"); */
export function createRegistry({ db, dir, clock, defaultPolicy = {} }: RegistryDeps): Registry {
  const store = createVersionStore(db);
  const audit = createAudit(db, clock);
  const edits = createExpectationEdits(db, audit);
  const productionFile = createProductionFile(dir.models);
  const moves = createMoves({ db, clock, store, audit, announce: productionFile.write });
  const folder = (model: string, version: string) => join(dir.models, model, version);

  function existing(model: string): ModelRow {
    const row = store.model(model);
    if (row === undefined) throw new HomeostatError("MODEL_NOT_FOUND", { model });
    return row;
  }
  const resolve = (ref?: string) => resolveReference({ models: store.names, versions: store.stages }, ref);

  // The write lock is held from choosing the name to recording it: two processes never choose the same one.
  const register = db.transaction((input: NewVersion): VersionDetail => {
    const { model, schema } = input;
    const known = store.model(model);
    if (known) checkSameQuestion(known, schema);
    else
      store.addModel({ name: model, task: schema.task, target: schema.target, policy: "{}", created_at: clock.now() });
    const version = store.nextName(model);
    const row = versionRow(input, version, timestamp(clock), CODE_VERSION);
    const { model: fitted, inspection, statistics } = input.trained;
    const golden = goldenScores(fitted, schema, statistics as Record<string, FeatureStatistics>);
    const report = { ...input.report, inspection, golden, expectations: input.expectations ?? [] };
    store.add(row, report, writeArtifacts(folder(model, version), versionFiles(input, row)));
    const { dataset, trigger, parent, author, trained } = input;
    const detail = { trigger, parent, learner: trained.model.learner, dataset_sha256: dataset.sha256 };
    audit.append({ actor: author, action: "register", subject: `${model}@${version}`, detail });
    return store.detail(model, version);
  });

  function loaded(detail: VersionDetail, files: Map<string, Buffer>): LoadedModel {
    const { model, version, schema } = detail;
    const statistics = detail.statistics as Record<string, FeatureStatistics>;
    return {
      model,
      version,
      schema,
      fitted: parseModel(files.get("model.json")!.toString("utf8")),
      detail,
      statistics,
    };
  }

  function load(model: string, version: string): LoadedVersion {
    const detail = store.detail(model, version);
    const path = folder(model, version);
    const files = readArtifacts(path, detail.artifacts, { model, version });
    return { ...loaded(detail, files), onnxPath: join(path, "model.onnx"), onnx: files.get("model.onnx")! };
  }

  function loadModel(model: string, version: string): LoadedModel {
    const detail = store.detail(model, version);
    const needed = detail.artifacts.filter(({ name }) => name === "model.json");
    return loaded(detail, readArtifacts(folder(model, version), needed, { model, version }));
  }

  function heldOut(model: string, version: string): HeldOut | null {
    const kept = store.detail(model, version).artifacts.filter(({ name }) => name === "held_out.json");
    const [file] = readArtifacts(folder(model, version), kept, { model, version }).values();
    return file ? parseHeldOut(file.toString("utf8")) : null;
  }

  function file(ref: string | undefined, name: string): Buffer {
    const { model, version } = resolve(ref);
    const named = store.detail(model, version).artifacts.filter((artifact) => artifact.name === name);
    const [content] = readArtifacts(folder(model, version), named, { model, version }).values();
    if (content) return content;
    throw new HomeostatError("WRONG_USE", { reason: say("noFile", { version: `${model}@${version}`, file: name }) });
  }

  const setPolicy = db.transaction((model: string, changes: Record<string, unknown>, actor: string): Policy => {
    const own = { ...(JSON.parse(existing(model).policy) as Partial<Policy>), ...parseChanges(changes) };
    const { task } = existing(model);
    if (own.cost && !isCostOf(parseCost(own.cost) ?? {}, task as Task))
      throw new HomeostatError("WRONG_USE", {
        reason: say("costDoesNotFit", { cost: own.cost, model, task }),
      });
    store.setPolicy(model, canonicalJson(own));
    audit.append({ actor, action: "policy", subject: model, detail: changes });
    return effectivePolicy(defaultPolicy, own);
  });

  const repairProductionFile = db.transaction((model: string) => productionFile.repair(model, store.production(model)));
  for (const { name, production } of store.models())
    if (!productionFile.agrees(name, production)) repairProductionFile.immediate(name);

  return {
    register: (input) => {
      checkModelName(input.model);
      try {
        return register.immediate(input);
      } catch (error) {
        // What could not be recorded must not take room, least of all on a full disk.
        removeUnrecorded(
          join(dir.models, input.model),
          store.stages(input.model).map(({ version }) => version),
        );
        throw error;
      }
    },
    models: () => store.models(),
    versions: (model) => store.summaries(existing(model).name),
    root: store.root,
    resolve,
    show: (ref) => {
      const { model, version } = resolve(ref);
      return store.detail(model, version);
    },
    report: (model, version) => store.report(model, version),
    inspection: (ref) => {
      const { model, version } = resolve(ref);
      const { inspection = null } = store.report(model, version);
      return { model, version, inspection: Inspection.nullable().parse(inspection) };
    },
    expectations: (ref) => {
      const { model, version } = resolve(ref);
      return Expectation.array().parse(store.report(model, version).expectations ?? []);
    },
    expectationEdits: (model) => edits.read(existing(model).name),
    editExpectation: (model, id, change, actor) =>
      edits.edit(existing(model).name, id, parseExpectationEdit(change), actor),
    load,
    loadModel,
    file,
    heldOut,
    production: (model) => store.production(model),
    traffic: (model) => store.traffic(model),
    ...moves,
    policy: (model) => effectivePolicy(defaultPolicy, JSON.parse(existing(model).policy) as Partial<Policy>),
    setPolicy: (...args) => setPolicy.immediate(...args),
    repairs: createRepairs({ db, clock, audit }),
    audit,
    exportTo: (ref, out) => {
      const { model, version } = resolve(ref);
      return writeExport(load(model, version).onnx, out);
    },
  };
}
