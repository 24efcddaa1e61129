export { type Estimator, fitEstimator, type LossModel, withAnswer } from "./estimator.ts";
export { type HeldOut, heldOutSample, parseHeldOut, serializeHeldOut } from "./held-out.ts";
