/** What the watch thought and decided, one row for as long as it stayed the same: the decision log keeps every turn. */
export const judgements = `
CREATE TABLE judgements (
  seq INTEGER PRIMARY KEY,
  model TEXT NOT NULL,
  diagnosis TEXT NOT NULL,
  decision TEXT NOT NULL,
  incident TEXT,
  began INTEGER NOT NULL,
  ended INTEGER NOT NULL,
  turns INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX judgements_model ON judgements(model, seq);
`;
