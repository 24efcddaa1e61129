/** Least squares with a penalty on the squared coefficients (Hoerl and Kennard 1970); `alpha` as in scikit-learn. */
import type { Learner, Parameters } from "./learner.ts";
import { fitLeastSquares } from "./linear-regression.ts";
import { numberSetting } from "./settings.ts";

const defaults = { alpha: 1 } satisfies Parameters;

export const ridge: Learner = {
  name: "ridge",
  tasks: ["regression"],
  input: "dense",
  defaults,
  portfolio: [
    { alpha: 1, encoding: "curved" },
    { alpha: 10 },
    { alpha: 10, encoding: "curved" },
    { alpha: 0.1 },
    { alpha: 100 },
    { alpha: 1000 },
    { alpha: 0.01 },
  ],
  fit: (matrix, labels, parameters, context) =>
    fitLeastSquares(matrix, labels, numberSetting(parameters, "alpha", 0, 1e12), context),
};
