export { decideLabels } from "./decide-labels.ts";
export { rawScores, type Scores, score, scoreMatrix } from "./score.ts";
