/** Where stored time and time that passed are not the same, since the machine's clock was set. */
export const clockBends = `
CREATE TABLE clock_bends (
  from_at INTEGER PRIMARY KEY,
  to_at INTEGER NOT NULL,
  extra INTEGER NOT NULL
) STRICT;
`;
