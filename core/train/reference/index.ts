export { decideLabels } from "./decide-labels.ts";
export { calibrated } from "./link.ts";
export {
  type Answering,
  predictorsOf,
  rawScores,
  rawWidth,
  type Scores,
  score,
  scoreMatrix,
  scoresOf,
} from "./score.ts";
