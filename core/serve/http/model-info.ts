/** What a client needs to know about the live model: which rows it takes, what it answers, how good it was. */
import { z } from "zod";
import {
  ClassLabel,
  Metrics,
  ModelKind,
  ModelName,
  Range,
  Task,
  Timestamp,
  TrafficSplit,
  VersionName,
} from "../../contract/index.ts";
import type { LiveVersion } from "../session/live-version.ts";
import type { Split } from "../traffic/splits.ts";

export const ModelInfo = z.object({
  name: ModelName,
  version: VersionName,
  task: Task,
  target: z.string(),
  positive: ClassLabel.nullable(),
  /** Labels in the order of the probabilities; none for regression. */
  classes: z.array(ClassLabel),
  learner: ModelKind,
  /** In their locked order. */
  features: z.array(
    z.object({
      name: z.string(),
      type: z.enum(["number", "category", "boolean", "datetime"]),
      range: Range.optional(),
      categories: z.array(z.string()).optional(),
      format: z.string().optional(),
      nullable: z.boolean(),
    }),
  ),
  metrics: Metrics,
  trained: z.object({ rows: z.int(), from: Timestamp.nullable(), to: Timestamp.nullable(), at: Timestamp }),
  degraded: z.boolean(),
  traffic: TrafficSplit,
});
export type ModelInfo = z.infer<typeof ModelInfo>;

type FeatureInfo = ModelInfo["features"][number];

function featureInfo(feature: LiveVersion["schema"]["features"][number]): FeatureInfo {
  const { name, type, nullable } = feature;
  if (feature.type === "number") return { name, type, range: feature.range, nullable };
  if (feature.type === "datetime") return { name, type, format: feature.format, nullable };
  return { name, type, categories: feature.categories, nullable };
}

/** @param split who stands beside it */
export function modelInfo(live: LiveVersion, { canary, shadows }: Split): ModelInfo {
  const { schema, detail } = live;
  const { rows, from, to } = detail.lineage;
  return {
    name: live.model,
    version: live.version,
    task: schema.task,
    target: schema.target,
    positive: schema.positive,
    classes: schema.classes,
    learner: detail.learner,
    features: schema.features.map(featureInfo),
    metrics: detail.metrics,
    trained: { rows, from, to, at: detail.created_at },
    degraded: live.degraded() !== null,
    traffic: {
      canary: canary && { version: canary.live.version, share: canary.share },
      shadows: shadows.map((each) => each.live.version),
    },
  };
}
