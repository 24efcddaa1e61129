import { expect, test } from "vitest";
import { compared } from "./compared.ts";

const truth = Float64Array.of(0, 0, 1, 1);
const shares = (...positive: number[]) => ({
  outputs: 2,
  values: Float64Array.from(positive.flatMap((share) => [1 - share, share])),
});
const features = { rows: 4, columns: [] };

test("two classes: how often each is right, at the threshold that is in force", () => {
  const contest = {
    ...({ task: "binary", truth, features } as const),
    champion: shares(0.6, 0.6, 0.4, 0.4),
    challenger: shares(0.1, 0.4, 0.45, 0.9),
  };
  expect(compared(contest, null)).toEqual({
    rows: 4,
    champion: { accuracy: 0, roc_auc: 0 },
    challenger: { accuracy: 0.75, roc_auc: 1 },
  });
  expect(compared(contest, 0.42).challenger.accuracy).toBe(1);
});

test("numbers: how far off each is", () => {
  const contest = {
    ...({ task: "regression", truth, features } as const),
    champion: { outputs: 1, values: Float64Array.of(2, 2, 3, 3) },
    challenger: { outputs: 1, values: Float64Array.of(0, 0, 1, 2) },
  };
  expect(compared(contest, null)).toEqual({
    rows: 4,
    champion: { mae: 2, rmse: 2 },
    challenger: { mae: 0.25, rmse: 0.5 },
  });
});
