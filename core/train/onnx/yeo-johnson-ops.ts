/** `preprocess/yeo-johnson.ts` as ONNX operations on float64: each side of 0 by itself, then the one that applies. */
import type { Graph } from "./graph.ts";

/** TensorProto.DataType. */
const BOOL = 9;

/** ((1 + size)^power − 1) / power for sizes from 0 on, a power per column; the logarithm of 1 + size where it is 0. */
function side(graph: Graph, size: string, powers: readonly number[]): string {
  const row = (values: readonly number[]) => graph.constant("double", [1, values.length], values);
  const one = graph.constant("double", [], [1]);
  const base = graph.op("Add", [size, one]);
  // Where the logarithm is taken the divisor is of no account, but must not be 0.
  const divisors = row(powers.map((power) => power || 1));
  const power = graph.op("Div", [graph.op("Sub", [graph.op("Pow", [base, row(powers)]), one]), divisors]);
  if (powers.every((each) => each !== 0)) return power;
  const flags = powers.map((each) => (each === 0 ? 1 : 0));
  const isLogarithm = graph.op("Cast", [graph.constant("int64", [1, powers.length], flags)], { to: BOOL });
  return graph.op("Where", [isLogarithm, graph.op("Log", [base]), power]);
}

/**
 * @param tensor float64 [N, powers.length], finite
 * @returns a tensor of the same shape
 */
export function yeoJohnsonOps(graph: Graph, tensor: string, powers: readonly number[]): string {
  const zero = graph.constant("double", [], [0]);
  const above = side(graph, graph.op("Max", [tensor, zero]), powers);
  const opposite = powers.map((power) => 2 - power);
  const below = graph.op("Neg", [side(graph, graph.op("Max", [graph.op("Neg", [tensor]), zero]), opposite)]);
  return graph.op("Where", [graph.op("Less", [tensor, zero]), below, above]);
}
