/** Several fitted models as one: their matrices side by side, their answers averaged. */
import type { Encoding, FittedModel, LearnerModel, Predictor, Tree } from "../model.ts";
import { widthOf } from "../preprocess/index.ts";

const shiftedTree = (tree: Tree, by: number): Tree => ({
  ...tree,
  feature: tree.feature.map((column) => (column < 0 ? column : column + by)),
});

/** The same predictor where its columns begin at `from` of a matrix of `width` columns. */
function shifted(predictor: Predictor, from: number, width: number): Predictor {
  if (predictor.kind === "constant") return predictor;
  if (predictor.kind === "trees")
    return { ...predictor, trees: predictor.trees.map((tree) => shiftedTree(tree, from)) };
  const weights = predictor.weights.map((own) => {
    const all = new Float64Array(width);
    all.set(own, from);
    return all;
  });
  return { ...predictor, weights };
}

const widthOfAll = (encodings: readonly Encoding[]): number =>
  encodings.reduce((sum, encoding) => sum + widthOf(encoding), 0);

/**
 * @param parts fitted on the same rows; weights add up to 1. Models that share
 * their list of encodings share its columns.
 */
export function combine(
  parts: readonly { weight: number; model: LearnerModel }[],
): Pick<FittedModel, "encodings" | "predictor" | "target"> {
  const starts = new Map<Encoding[], number>();
  let width = 0;
  for (const { model } of parts) {
    if (starts.has(model.encodings)) continue;
    starts.set(model.encodings, width);
    width += widthOfAll(model.encodings);
  }
  const members = parts.map(({ weight, model }) => ({
    weight,
    predictor: shifted(model.predictor, starts.get(model.encodings)!, width),
    target: model.target,
  }));
  return {
    encodings: [...starts.keys()].flat(),
    predictor: { kind: "blend", members, link: "identity" },
    target: { center: 0, scale: 1 },
  };
}
