/** The rows behind versions. A row is written once; only its stage, and with it its share of the traffic, changes. */
import {
  HomeostatError,
  type Metrics,
  type ModelKind,
  type Stage,
  type Task,
  type Trigger,
  type VersionDetail,
  type VersionSummary,
} from "../contract/index.ts";
import { createRecent, type Database, deepFreeze } from "../shared/index.ts";
import type { ArtifactRecord } from "./artifacts.ts";

/** What a list of versions is made of: all but what they hold, which is a hundred times as much. */
interface ListedRow {
  version: string;
  stage: Stage;
  learner: ModelKind;
  metrics: string;
  trigger: Trigger;
  parent: string | null;
  dataset_sha256: string;
  created_at: number;
}

/** Who beside production sees live traffic. */
export interface Traffic {
  /** Answers `share` percent of the requests since `since`, epoch ms. */
  canary: { version: string; share: number; since: number } | null;
  /** Score what others answer. */
  shadows: { version: string; since: number }[];
}

export interface ModelRow {
  name: string;
  task: Task;
  target: string;
  /** JSON: what was set for this model. */
  policy: string;
  created_at: number;
}

export interface ModelListing {
  name: string;
  task: Task;
  target: string;
  production: string | null;
  versions: number;
}

/** What is known when a version is registered: all but its stage and its files. */
export type NewRow = Omit<VersionDetail, "stage" | "artifacts">;

/** What a version holds. It never changes, and is frozen, so that those who ask often may be given the same one. */
interface StoredDetail {
  body: Omit<VersionDetail, keyof VersionSummary | "artifacts" | "model">;
  report: Record<string, unknown>;
}

export interface VersionStore {
  models(): ModelListing[];
  model(name: string): ModelRow | undefined;
  addModel(row: ModelRow): void;
  setPolicy(model: string, policy: string): void;
  nextName(model: string): string;
  add(row: NewRow, report: Record<string, unknown>, artifacts: readonly ArtifactRecord[]): void;
  names(): string[];
  /** Oldest first, like `summaries`, without reading what they hold. */
  stages(model: string): { version: string; stage: Stage }[];
  /** Oldest first. */
  summaries(model: string): VersionSummary[];
  /** The first of the versions that a version descends from by refits; itself where a person made it. */
  root(model: string, version: string): string;
  detail(model: string, version: string): VersionDetail;
  report(model: string, version: string): Record<string, unknown>;
  stage(model: string, version: string): Stage;
  /** @param share of a canary, percent */
  setStage(model: string, version: string, stage: Stage, at: number, share?: number): void;
  production(model: string): string | null;
  traffic(model: string): Traffic;
}

const toSummary = (row: ListedRow): VersionSummary => ({
  version: row.version,
  stage: row.stage,
  learner: row.learner,
  metrics: JSON.parse(row.metrics) as Metrics,
  created_at: new Date(row.created_at).toISOString(),
  trigger: row.trigger,
  parent: row.parent,
  dataset_sha256: row.dataset_sha256,
});

/** Characters of JSON whose parsed form is kept: the live versions of a few wide models. */
const DETAILS_KEPT = 16_000_000;

/** `v0001`, `v0002` … and on to `v10000`. */
const versionName = (number: number): string => `v${String(number).padStart(4, "0")}`;

export function createVersionStore(db: Database): VersionStore {
  const listed = db.prepare<[], ModelListing>(
    `SELECT m.name, m.task, m.target, count(v.version) AS versions,
            max(CASE WHEN v.stage = 'production' THEN v.version END) AS production
       FROM models m LEFT JOIN versions v ON v.model = m.name GROUP BY m.name ORDER BY m.name`,
  );
  const oneModel = db.prepare<[string], ModelRow>("SELECT * FROM models WHERE name = ?");
  const insertModel = db.prepare(
    "INSERT INTO models (name, task, target, policy, created_at) VALUES (:name, :task, :target, :policy, :created_at)",
  );
  const updatePolicy = db.prepare("UPDATE models SET policy = ? WHERE name = ?");
  const versionCount = db.prepare<[string], { newest: number | null }>(
    "SELECT max(CAST(substr(version, 2) AS INTEGER)) AS newest FROM versions WHERE model = ?",
  );
  const insertVersion = db.prepare(
    `INSERT INTO versions (model, version, stage, learner, metrics, detail, trigger, parent, dataset_sha256, created_at)
     VALUES (:model, :version, 'candidate', :learner, :metrics, :detail, :trigger, :parent, :dataset_sha256, :created_at)`,
  );
  const insertArtifact = db.prepare(
    "INSERT INTO artifacts (model, version, name, sha256, bytes) VALUES (:model, :version, :name, :sha256, :bytes)",
  );
  const listedColumns = "version, stage, learner, metrics, trigger, parent, dataset_sha256, created_at";
  const allVersions = db.prepare<[string], ListedRow>(
    `SELECT ${listedColumns} FROM versions WHERE model = ? ORDER BY CAST(substr(version, 2) AS INTEGER)`,
  );
  const rootOf = db
    .prepare<{ model: string; version: string }, string>(
      `WITH RECURSIVE line(version, parent, trigger) AS (
       SELECT version, parent, trigger FROM versions WHERE model = :model AND version = :version
       UNION ALL
       SELECT v.version, v.parent, v.trigger FROM line JOIN versions v ON v.model = :model AND v.version = line.parent
        WHERE line.trigger NOT IN ('train', 'import'))
     SELECT version FROM line WHERE parent IS NULL OR trigger IN ('train', 'import')`,
    )
    .pluck();
  const modelNames = db.prepare<[], { name: string }>("SELECT name FROM models ORDER BY name");
  const allStages = db.prepare<[string], { version: string; stage: Stage }>(
    "SELECT version, stage FROM versions WHERE model = ? ORDER BY CAST(substr(version, 2) AS INTEGER)",
  );
  const oneVersion = db.prepare<[string, string], ListedRow>(
    `SELECT ${listedColumns} FROM versions WHERE model = ? AND version = ?`,
  );
  const oneDetail = db
    .prepare<[string, string], string>("SELECT detail FROM versions WHERE model = ? AND version = ?")
    .pluck();
  const details = createRecent<StoredDetail>(DETAILS_KEPT);
  const artifactsOf = db.prepare<[string, string], ArtifactRecord>(
    "SELECT name, sha256, bytes FROM artifacts WHERE model = ? AND version = ? ORDER BY name",
  );
  const updateStage = db.prepare(
    "UPDATE versions SET stage = :stage, share = :share, staged_at = :at WHERE model = :model AND version = :version",
  );
  const beside = db.prepare<[string], { version: string; stage: Stage; share: number | null; since: number }>(
    `SELECT version, stage, share, coalesce(staged_at, created_at) AS since FROM versions
      WHERE model = ? AND stage IN ('canary', 'shadow') ORDER BY CAST(substr(version, 2) AS INTEGER)`,
  );
  const live = db.prepare<[string], { version: string }>(
    "SELECT version FROM versions WHERE model = ? AND stage = 'production'",
  );

  function row(model: string, version: string): ListedRow {
    const found = oneVersion.get(model, version);
    if (found) return found;
    throw new HomeostatError(oneModel.get(model) ? "VERSION_NOT_FOUND" : "MODEL_NOT_FOUND", { model, version });
  }
  function stored(model: string, version: string): StoredDetail {
    const name = `${model}@${version}`;
    const known = details.get(name);
    if (known) return known;
    const text = oneDetail.get(model, version) ?? "{}";
    return details.keep(name, deepFreeze(JSON.parse(text) as StoredDetail), text.length);
  }

  return {
    models: () => listed.all(),
    model: (name) => oneModel.get(name),
    addModel: (entry) => void insertModel.run(entry),
    setPolicy: (model, policy) => void updatePolicy.run(policy, model),
    nextName: (model) => versionName((versionCount.get(model)?.newest ?? 0) + 1),
    add: (entry, report, artifacts) => {
      const { model, version, learner, metrics, created_at, trigger, parent, dataset_sha256, ...body } = entry;
      const detail = JSON.stringify({ body, report } satisfies StoredDetail);
      const columns = { model, version, learner, trigger, parent, dataset_sha256, detail };
      insertVersion.run({ ...columns, metrics: JSON.stringify(metrics), created_at: Date.parse(created_at) });
      for (const artifact of artifacts) insertArtifact.run({ model, version, ...artifact });
    },
    names: () => modelNames.all().map(({ name }) => name),
    stages: (model) => allStages.all(model),
    summaries: (model) => allVersions.all(model).map(toSummary),
    root: (model, version) => rootOf.get({ model, version }) ?? row(model, version).version,
    detail: (model, version) => {
      const found = row(model, version);
      return { model, ...toSummary(found), ...stored(model, version).body, artifacts: artifactsOf.all(model, version) };
    },
    report: (model, version) => stored(model, row(model, version).version).report,
    stage: (model, version) => row(model, version).stage,
    setStage: (model, version, stage, at, share) =>
      void updateStage.run({ model, version, stage, at, share: share ?? null }),
    production: (model) => live.get(model)?.version ?? null,
    traffic: (model) => {
      const found = beside.all(model);
      const canary = found.find(({ stage }) => stage === "canary");
      return {
        canary: canary ? { version: canary.version, share: canary.share ?? 0, since: canary.since } : null,
        shadows: found.flatMap(({ version, stage, since }) => (stage === "shadow" ? [{ version, since }] : [])),
      };
    },
  };
}
