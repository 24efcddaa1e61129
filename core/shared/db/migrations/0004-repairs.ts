/** Repairs of broken data in front of a model, and what answers given on broken values should have been. */
export const repairs = `
CREATE TABLE repairs (
  model TEXT NOT NULL,
  number INTEGER NOT NULL,
  repair TEXT NOT NULL,
  from_at INTEGER NOT NULL,
  until_at INTEGER,
  incident TEXT NOT NULL,
  author TEXT NOT NULL,
  PRIMARY KEY (model, number)
) STRICT;

CREATE TABLE corrections (
  prediction_id TEXT PRIMARY KEY,
  model TEXT NOT NULL,
  incident TEXT NOT NULL,
  version TEXT NOT NULL,
  output TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX corrections_model ON corrections(model, at);
`;
