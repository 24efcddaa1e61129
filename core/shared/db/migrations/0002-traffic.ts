/** Versions beside production: how much of the traffic a canary answers, and what shadows would have answered. */
export const traffic = `
ALTER TABLE versions ADD COLUMN share REAL;
ALTER TABLE versions ADD COLUMN staged_at INTEGER;
CREATE UNIQUE INDEX one_canary ON versions(model) WHERE stage = 'canary';

CREATE TABLE shadow_predictions (
  seq INTEGER PRIMARY KEY,
  prediction_id TEXT NOT NULL,
  model TEXT NOT NULL,
  version TEXT NOT NULL,
  status TEXT NOT NULL,
  output TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX shadow_predictions_version ON shadow_predictions(model, version, seq);
CREATE INDEX shadow_predictions_id ON shadow_predictions(prediction_id);
`;
