/** What the change detectors of a live version remember, so that a start goes on from there. */
export const errorWatches = `
CREATE TABLE error_watches (
  model TEXT PRIMARY KEY,
  version TEXT NOT NULL,
  next INTEGER NOT NULL,
  fired TEXT NOT NULL,
  monitor BLOB NOT NULL
) STRICT;
`;
