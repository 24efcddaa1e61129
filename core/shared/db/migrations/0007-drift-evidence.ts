/** What the windows of a version say together: a check's place among them, and the wealth of a bet on drift after it. */
export const driftEvidence = `
ALTER TABLE drift_checks ADD COLUMN look INTEGER NOT NULL DEFAULT 1;
ALTER TABLE drift_checks ADD COLUMN wealth REAL NOT NULL DEFAULT 0;
UPDATE drift_checks SET look = (
  SELECT count(*) FROM drift_checks AS earlier
  WHERE earlier.model = drift_checks.model AND earlier.version = drift_checks.version AND earlier.seq <= drift_checks.seq
);
`;
