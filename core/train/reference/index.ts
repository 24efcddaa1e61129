export { decideLabels } from "./decide-labels.ts";
export { rawScores, rawWidth, type Scores, score, scoreMatrix, scoresOf } from "./score.ts";
