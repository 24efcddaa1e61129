import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ClassLabel, Flag, ModelSchema } from "../../contract/index.ts";
import type { FittedModel } from "../../train/index.ts";
import { riskModel, riskSchema, salesModel, salesSchema } from "../testing/tiny-models.ts";
import type { LiveVersion } from "./live-version.ts";
import { createReplies } from "./reply.ts";

const repliesOf = (schema: ModelSchema, fitted: FittedModel, model = "m") =>
  createReplies({ model, version: "v0001", schema, fitted } as LiveVersion);

const scoredOf = (outputs: number, values: number[], labels: number[] | null, degraded = false) => ({
  scores: { outputs, values: Float64Array.from(values) },
  labels: labels && Int32Array.from(labels),
  degraded,
});

const anyNumber = fc.double({ noNaN: false });
const flags = fc.uniqueArray(fc.constantFrom<Flag>("imputed", "outlier", "unknown_category", "extra_columns"));

describe("the text of an answer is what JSON.stringify says of it", () => {
  test("numbers, with and without an interval", () => {
    const property = fc.property(anyNumber, flags, fc.boolean(), (value, raised, degraded) => {
      const scored = scoredOf(1, [0, value], null, degraded);
      const all = degraded ? [...raised, "degraded"] : raised;
      const wide = repliesOf(salesSchema, salesModel()).answer(scored, 1, raised);
      const interval = { low: value - 5, high: value + 5, coverage: 0.9 };
      expect(wide.output).toBe(JSON.stringify({ prediction: value, interval, flags: all }));
      const bare = repliesOf(salesSchema, { ...salesModel(), interval: null }).answer(scored, 1, raised);
      expect(bare).toEqual({
        output: JSON.stringify({ prediction: value, flags: all }),
        prediction: JSON.stringify(value),
      });
    });
    fc.assert(property, { examples: [[-0, [], false]] });
  });

  test("classes, whatever they are called", () => {
    const labels = fc.uniqueArray(fc.oneof(fc.string(), fc.integer()), {
      minLength: 2,
      maxLength: 4,
      selector: String,
    });
    const property = fc.property(
      labels,
      fc.infiniteStream(anyNumber),
      flags,
      (classes: ClassLabel[], stream, raised) => {
        const values = [...stream.take(classes.length)];
        const replies = repliesOf({ ...riskSchema, classes }, riskModel);
        const { output } = replies.answer(scoredOf(classes.length, values, [1]), 0, raised);
        const probabilities = Object.fromEntries(classes.map((label, k) => [String(label), values[k]]));
        expect(JSON.parse(output)).toEqual(
          JSON.parse(JSON.stringify({ prediction: classes[1], probability: values[1], probabilities, flags: raised })),
        );
      },
    );
    fc.assert(property, { examples: [[["__proto__", "constructor"], fc.stream([0.25, 0.75].values()), []]] });
  });
});

describe("replies", () => {
  const answered = { id: "01J", output: '{"prediction":1,"flags":[]}', prediction: "1" };
  const replies = repliesOf({ ...salesSchema, target: 'Net "Sales"' }, salesModel(), "my.model");
  const identity = { model: "my.model", version: "v0001" };

  test("one row: flat, under the target's name too, with what is added", () => {
    const reply = { prediction_id: "01J", ...identity, prediction: 1, flags: [], predicted_net_sales_: 1 };
    expect(JSON.parse(replies.row(answered))).toEqual(reply);
    expect(JSON.parse(replies.row(answered, '{"base_value":2}'))).toEqual({ ...reply, base_value: 2 });
  });

  test("many rows: in their order, the refused ones with their errors, counted", () => {
    const error = { code: "WRONG_SHAPE" as const, message: 'not "a" row' };
    expect(JSON.parse(replies.rows([answered, { error }, answered]))).toEqual({
      ...identity,
      predictions: [
        { status: "ok", prediction_id: "01J", ...identity, prediction: 1, flags: [] },
        { status: "rejected", error },
        { status: "ok", prediction_id: "01J", ...identity, prediction: 1, flags: [] },
      ],
      counts: { ok: 2, rejected: 1 },
    });
  });
});
