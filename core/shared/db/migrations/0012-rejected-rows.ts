/** Refused rows are few: counting a log after a start goes by indexes alone. */
export const rejectedRows = `
CREATE INDEX predictions_rejected ON predictions(model) WHERE status = 'rejected';
`;
