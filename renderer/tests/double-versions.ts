/** Thresholds and cards of the double's versions. */
import { HomeostatError } from "../../core/contract/errors.ts";
import type { VersionDetail } from "../../core/contract/registry.ts";
import type { ThresholdReport } from "../../core/contract/thresholds.ts";

const ROWS = 768;
const POSITIVES = 268;
const STEPS = 60;

/** A smooth trade of misses against false alarms. */
export function thresholdsOf({ model, version, schema, threshold = null }: VersionDetail): ThresholdReport {
  const [negative, positive] = schema.classes;
  if (schema.task !== "binary" || negative === undefined || positive === undefined)
    throw new HomeostatError("WRONG_USE", { reason: "Only models of two classes have a threshold." });
  const points = Array.from({ length: STEPS }, (_, at) => {
    const share = at / (STEPS - 1);
    return {
      threshold: Number((0.95 - 0.9 * share).toFixed(3)),
      hits: Math.round(POSITIVES * share ** 0.45),
      alarms: Math.round((ROWS - POSITIVES) * share ** 2.2),
    };
  });
  return { model, version, positive, negative, threshold, rows: ROWS, positives: POSITIVES, points };
}

/** The version that another threshold makes. */
export function decidedAnew(parent: VersionDetail, versions: number, threshold: number): VersionDetail {
  const at = new Date().toISOString();
  const lineage = { ...parent.lineage, trigger: "threshold" as const, parent: parent.version, author: "user" };
  return {
    ...{ ...parent, stage: "candidate", version: `v${String(versions + 1).padStart(4, "0")}`, created_at: at },
    ...{ trigger: "threshold", parent: parent.version, threshold, lineage },
  };
}

export const modelCardOf = ({ model, version, schema }: VersionDetail): string => `# ${model} ${version}

Predicts **${schema.target}** (${schema.task}) from ${schema.features.length} columns. Trained by Homeostat with \`gradient_boosting\`.

## Data

| column | type |
| --- | --- |
${schema.features.map(({ name, type }) => `| ${name.replaceAll("_", "\\_")} | ${type} |`).join("\n")}

## Settings

\`\`\`json
{"trees":142}
\`\`\`

## Limits

- It knows the world of its training rows.
- Importance says what the model uses, not what causes ${schema.target}.
`;
