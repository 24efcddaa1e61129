/** What a person should know before relying on a model (Mitchell et al. 2019, "Model Cards for Model Reporting"). */
import { higherIsBetter, type MetricName, type ModelSchema } from "../contract/index.ts";
import { labelText } from "../data/index.ts";
import { settingsOf } from "./model.ts";
import type { TrainedModel } from "./plan.ts";

/** More classes make no readable table. */
const MOST_CONFUSED = 12;

export interface ModelCardInput {
  model: string;
  version: string;
  schema: ModelSchema;
  trained: TrainedModel;
  dataset: { sha256: string; rows: number; from: string | null; to: string | null };
  /** ISO 8601. */
  createdAt: string;
}

const SPLITS: Record<TrainedModel["holdout"]["split"], string> = {
  stratified: "set aside by chance, with each class's share",
  random: "set aside by chance",
  time: "the newest of the table",
  group: "whole groups, set aside by chance",
  file: "a file of their own",
};

const digits = (value: number | null | undefined): string =>
  value == null ? "–" : String(Number(value.toPrecision(4)));

/** A cell of a Markdown table, whatever the column is called. */
const cell = (text: string): string => text.replace(/[\\|`*_<>[\]]/g, (mark) => `\\${mark}`).replace(/\s+/g, " ");

const table = (header: string[], rows: string[][]): string =>
  [header, header.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");

function metricRows({ metrics, intervals }: TrainedModel): string[][] {
  return (Object.keys(metrics) as MetricName[]).map((name) => {
    const interval = intervals[name];
    const better = higherIsBetter(name) ? "higher" : "lower";
    return [name, digits(metrics[name]), interval ? `${digits(interval[0])} to ${digits(interval[1])}` : "–", better];
  });
}

function featureRows({ schema, trained }: ModelCardInput): string[][] {
  const shares = new Map(trained.importance.map(({ feature, importance }) => [feature, importance]));
  return schema.features.map((feature) => {
    const statistics = trained.statistics[feature.name];
    const missing =
      statistics && statistics.rows > 0 ? `${digits((100 * statistics.missing) / statistics.rows)} %` : "–";
    const accepts =
      feature.type === "number"
        ? `${digits(feature.range.low)} to ${digits(feature.range.high)}`
        : feature.type === "datetime"
          ? "dates"
          : `${feature.categories.length} categories`;
    return [cell(feature.name), feature.type, accepts, missing, digits(shares.get(feature.name))];
  });
}

function calibrationSection({ calibration, model }: TrainedModel): string {
  if (!model.calibration) return "";
  const scaling = model.classes.length === 2 ? "Platt scaling" : "temperature scaling";
  const method = model.calibration.curve ? "isotonic regression" : scaling;
  if (!calibration)
    return `## Calibration\n\nProbabilities are calibrated (${method}) as in the version that this one was refitted from.\n\n`;
  const { before, after, rows } = calibration;
  const scores = (["brier", "log_loss", "ece"] as const).map((name) => [
    name,
    digits(before[name]),
    digits(after[name]),
  ]);
  const bins = after.bins.map((bin, at) => {
    const was = before.bins[at]!;
    const range = `${digits(bin.from)} to ${digits(bin.from + 0.1)}`;
    return [
      range,
      ...[was, bin].flatMap(({ count, said, came_true }) => [String(count), digits(said), digits(came_true)]),
    ];
  });
  return `## Calibration

Probabilities are calibrated by ${method}, measured on ${rows} rows that neither the model nor the calibration had seen:

${table(["score", "before", "after"], scores)}

${table(["probability", "before: cases", "said", "came true", "after: cases", "said", "came true"], bins)}

`;
}

function confusionSection({ inspection: { confusion } }: TrainedModel): string {
  if (!confusion || confusion.labels.length > MOST_CONFUSED) return "";
  const labels = confusion.labels.map((label) => cell(labelText(label)));
  const rows = confusion.counts.map((counts, k) => [`**${labels[k]}**`, ...counts.map(String)]);
  return `Rows by what they were (down) and what was answered (across):\n\n${table(["", ...labels], rows)}\n\n`;
}

function residualSection({ inspection: { residuals } }: TrainedModel): string {
  if (!residuals) return "";
  const [low, , middle, , high] = residuals.quantiles;
  return `Truth less prediction: ${digits(residuals.mean)} on the mean, ${digits(middle)} in the middle, from ${digits(low)} to ${digits(high)} for nine rows of ten.\n\n`;
}

function segmentSection({ inspection: { segments } }: TrainedModel, task: string): string {
  const worse = segments.filter((segment) => segment.worse);
  if (worse.length === 0) return "";
  const rows = worse.map((one) => [
    ...[cell(one.feature), cell(one.value), String(one.rows)],
    ...[`${digits(one.loss_ratio)} ×`, digits(one.metric)],
  ]);
  const header = ["column", "value", "rows", "loss against the others", task === "regression" ? "rmse" : "accuracy"];
  return `Where it is worse than elsewhere, beyond chance:\n\n${table(header, rows)}\n\n`;
}

function limits({ schema, trained }: ModelCardInput): string[] {
  const { holdout, model } = trained;
  const lines = [
    `It knows the world of its training rows. Where that changes, its figures no longer hold; watch its drift.`,
    `Importance says what the model uses, not what causes ${cell(schema.target)}.`,
    `The metrics come from ${holdout.rows} rows; the intervals beside them say how far they can be trusted.`,
  ];
  if (model.interval)
    lines.push(
      `A value ± ${digits(model.interval.radius)} holds the truth in about ${100 * model.interval.coverage} % of rows like those it was trained on: the same width for every row.`,
    );
  if (model.threshold !== null)
    lines.push(`It answers the positive class from a probability of ${digits(model.threshold)} on, as was asked.`);
  return [...lines, ...trained.inspection.limits.map(cell), ...trained.warnings.map(cell)];
}

/**
 * @returns Markdown: what it predicts, from which data, how well (with 95 % intervals), and its limits
 * @example modelCard({ model: "diabetes", version: "v0001", schema, trained, dataset, createdAt: timestamp(clock) })
 */
export function modelCard(input: ModelCardInput): string {
  const { model, version, schema, trained, dataset, createdAt } = input;
  const classes = schema.classes.map((label) => cell(labelText(label))).join(", ");
  const span = dataset.from && dataset.to ? `, from ${dataset.from} to ${dataset.to}` : "";
  const { holdout, parity, graph } = trained;
  return `# ${cell(model)} ${version}

Predicts **${cell(schema.target)}** (${schema.task}${classes ? `: ${classes}` : ""}) from ${schema.features.length} columns. Trained ${createdAt} by Homeostat with \`${trained.model.learner}\`.

## Data

${dataset.rows} rows${span}; sha256 \`${dataset.sha256}\`. Fitted on ${trained.fitted_on === "all" ? "all of them" : "the training part"}; judged on ${holdout.rows} rows (${SPLITS[holdout.split]}) by the same recipe fitted without them.

${table(["column", "type", "accepts", "missing", "importance"], featureRows(input))}

## Metrics

Primary: **${trained.primary_metric}**. ${trained.beats_baseline ? "Better than the baseline." : "Not reliably better than the baseline."}

${table(["metric", "value", "95 % interval", "better"], metricRows(trained))}

${confusionSection(trained)}${residualSection(trained)}${segmentSection(trained, schema.task)}${calibrationSection(trained)}## Settings

\`\`\`json
${JSON.stringify(settingsOf(trained.model))}
\`\`\`

The ONNX file agrees with the reference predictor on ${parity.rows} rows within ${digits(parity.max_rel_error)} × max(1, |value|). It has ${digits(graph.bytes / 1000)} kB and answers a row in ${digits(graph.us_per_row)} µs here.

## Limits

${limits(input)
  .map((line) => `- ${line}`)
  .join("\n")}
`;
}
