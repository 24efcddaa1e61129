export { decideLabels } from "./decide-labels.ts";
export { rawScores, type Scores, score, scoreMatrix, toScores } from "./score.ts";
