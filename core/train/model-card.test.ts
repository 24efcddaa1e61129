import { describe, expect, test } from "vitest";
import { modelCard } from "./model-card.ts";
import { train } from "./search/train.ts";
import { randomSchema, randomTable } from "./testing/random-table.ts";

describe("model card", async () => {
  const schema = randomSchema("regression");
  schema.features[1]!.name = "height | cm";
  const table = randomTable("regression", 100, 1);
  table.columns[1]!.name = "height | cm";
  const plan = {
    schema,
    learners: ["ridge" as const],
    search: false,
    budget: 5,
    holdout: 0.2,
    time: [],
    seed: 1,
    threads: 1,
  };
  const trained = await train(table, plan);
  const dataset = { sha256: "abc", rows: 100, from: null, to: null };
  const card = modelCard({
    model: "shops",
    version: "v0001",
    schema,
    trained,
    dataset,
    createdAt: "2026-01-02T03:04:05.000Z",
  });

  test("says what it predicts, from which data, how well and how far to trust it", () => {
    expect(card).toContain("# shops v0001");
    expect(card).toContain("Predicts **target** (regression) from 6 columns. Trained 2026-01-02T03:04:05.000Z");
    expect(card).toContain("100 rows; sha256 `abc`. Fitted on all of them; judged on 20 rows (set aside by chance)");
    const { rmse } = trained.metrics;
    const [low, high] = trained.intervals.rmse!.map((x) => Number(x.toPrecision(4)));
    expect(card).toContain(`| rmse | ${Number(rmse!.toPrecision(4))} | ${low} to ${high} | lower |`);
    expect(card).toContain("- Only 20 rows judge the model");
    expect(card).toContain("% of rows like those it was trained on");
  });

  test("calibrated probabilities are shown before and after; a refit says where its calibration is from", () => {
    const quality = (brier: number) => ({
      ...{ brier, log_loss: 2 * brier, ece: null },
      bins: Array.from({ length: 10 }, (_, at) => ({
        from: at / 10,
        count: at,
        said: at ? brier : null,
        came_true: null,
      })),
    });
    const model = {
      ...trained.model,
      classes: ["no", "yes"],
      calibration: { slope: 0.5, offsets: [0, 1], smoothing: 0.01 },
    };
    const calibration = { rows: 45, before: quality(0.2), after: quality(0.123456) };
    const cardOf = (changes: Partial<typeof trained>) =>
      modelCard({
        model: "shops",
        version: "v0001",
        schema,
        dataset,
        createdAt: "",
        trained: { ...trained, ...changes },
      });
    const text = cardOf({ model, calibration });
    expect(text).toContain("by Platt scaling, measured on 45 rows");
    expect(text).toContain("| brier | 0.2 | 0.1235 |");
    expect(text).toContain("| 0.9 to 1 | 9 | 0.2 | – | 9 | 0.1235 | – |");
    expect(cardOf({ model })).toContain("(Platt scaling) as in the version that");
    expect(cardOf({ calibration })).not.toContain("## Calibration");
  });

  test("column names cannot break its tables", () => {
    const row = card.split("\n").find((line) => line.includes("height"))!;
    expect(row.startsWith("| height \\| cm | number |")).toBe(true);
  });
});
