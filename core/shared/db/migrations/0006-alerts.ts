/** Alerts, one per cause, and the messages that tell of them: an outbox, emptied by the channels. */
export const alerts = `
CREATE TABLE alerts (
  id TEXT PRIMARY KEY,
  cause TEXT NOT NULL,
  body TEXT NOT NULL,
  at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  ended_at INTEGER
) STRICT;
CREATE UNIQUE INDEX one_open_alert ON alerts(cause) WHERE ended_at IS NULL;
CREATE INDEX alerts_cause ON alerts(cause, changed_at);

CREATE TABLE alert_deliveries (
  seq INTEGER PRIMARY KEY,
  alert TEXT NOT NULL REFERENCES alerts(id),
  channel TEXT NOT NULL,
  message TEXT NOT NULL,
  state TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  error TEXT,
  created_at INTEGER NOT NULL,
  attempted_at INTEGER,
  retry_at INTEGER NOT NULL,
  ended_at INTEGER
) STRICT;
CREATE UNIQUE INDEX one_waiting_delivery ON alert_deliveries(alert, channel) WHERE state = 'waiting';
CREATE INDEX alert_deliveries_state ON alert_deliveries(channel, state, ended_at);
`;
