/** Drift reports that were kept as files: what each is about, so that nobody has to read them all to list them. */
export const reports = `
CREATE TABLE reports (
  name TEXT PRIMARY KEY,
  model TEXT NOT NULL,
  at INTEGER NOT NULL,
  incident TEXT,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX reports_model ON reports(model, at);
`;
