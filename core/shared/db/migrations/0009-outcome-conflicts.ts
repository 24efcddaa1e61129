/** Outcomes that contradict an accepted one, until a person has settled it: few among many. */
export const outcomeConflicts = `
CREATE INDEX outcomes_conflict ON outcomes(prediction_id) WHERE result = 'conflict';
`;
