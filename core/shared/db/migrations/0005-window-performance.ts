/** Beside each drift check: performance at that moment, estimated and realised. */
export const windowPerformance = `
ALTER TABLE drift_checks ADD COLUMN performance TEXT;
`;
