/** Predictions on their way from here to the archive, so that an archiving which was interrupted ends where it was to. */
export const archive = `
CREATE TABLE archiving (
  seq INTEGER PRIMARY KEY,
  model TEXT NOT NULL,
  month TEXT NOT NULL
) STRICT;
CREATE INDEX archiving_month ON archiving(model, month, seq);
CREATE INDEX outcomes_prediction ON outcomes(prediction_id);
`;
