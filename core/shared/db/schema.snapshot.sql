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

CREATE INDEX alert_deliveries_state ON alert_deliveries(channel, state, ended_at);

CREATE TABLE alerts (
  id TEXT PRIMARY KEY,
  cause TEXT NOT NULL,
  body TEXT NOT NULL,
  at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  ended_at INTEGER
) STRICT;

CREATE INDEX alerts_cause ON alerts(cause, changed_at);

CREATE TABLE archiving (
  seq INTEGER PRIMARY KEY,
  model TEXT NOT NULL,
  month TEXT NOT NULL
) STRICT;

CREATE INDEX archiving_month ON archiving(model, month, seq);

CREATE TABLE artifacts (
  model TEXT NOT NULL,
  version TEXT NOT NULL,
  name TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  PRIMARY KEY (model, version, name),
  FOREIGN KEY (model, version) REFERENCES versions(model, version)
) STRICT;

CREATE TABLE audit (
  seq INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  detail TEXT NOT NULL,
  previous TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT;

CREATE TABLE clock_bends (
  from_at INTEGER PRIMARY KEY,
  to_at INTEGER NOT NULL,
  extra INTEGER NOT NULL
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

CREATE TABLE decisions (
  seq INTEGER PRIMARY KEY,
  model TEXT NOT NULL,
  facts TEXT NOT NULL,
  history TEXT NOT NULL,
  policy TEXT NOT NULL,
  diagnosis TEXT NOT NULL,
  decision TEXT NOT NULL,
  incident TEXT,
  at INTEGER NOT NULL
) STRICT;

CREATE INDEX decisions_model ON decisions(model, seq);

CREATE TABLE drift_checks (
  seq INTEGER PRIMARY KEY,
  model TEXT NOT NULL,
  version TEXT NOT NULL,
  report TEXT NOT NULL,
  at INTEGER NOT NULL
, performance TEXT, look INTEGER NOT NULL DEFAULT 1, wealth REAL NOT NULL DEFAULT 0, brief TEXT) STRICT;

CREATE INDEX drift_checks_model ON drift_checks(model, seq);

CREATE TABLE error_watches (
  model TEXT PRIMARY KEY,
  version TEXT NOT NULL,
  next INTEGER NOT NULL,
  fired TEXT NOT NULL,
  monitor BLOB NOT NULL
) STRICT;

CREATE TABLE idempotency (
  key TEXT PRIMARY KEY,
  body_sha256 TEXT NOT NULL,
  status INTEGER NOT NULL,
  reply TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;

CREATE TABLE incident_steps (
  incident TEXT NOT NULL REFERENCES incidents(id),
  seq INTEGER NOT NULL,
  state TEXT NOT NULL,
  note TEXT NOT NULL,
  data TEXT,
  at INTEGER NOT NULL,
  PRIMARY KEY (incident, seq)
) STRICT;

CREATE TABLE incidents (
  id TEXT PRIMARY KEY,
  model TEXT NOT NULL,
  state TEXT NOT NULL,
  body TEXT NOT NULL,
  opened_at INTEGER NOT NULL
) STRICT;

CREATE INDEX incidents_open ON incidents(model, state);

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

CREATE TABLE models (
  name TEXT PRIMARY KEY,
  task TEXT NOT NULL,
  target TEXT NOT NULL,
  policy TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE moves (
  seq INTEGER PRIMARY KEY,
  model TEXT NOT NULL,
  kind TEXT NOT NULL,
  from_version TEXT,
  to_version TEXT,
  reason TEXT,
  at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX one_canary ON versions(model) WHERE stage = 'canary';

CREATE UNIQUE INDEX one_open_alert ON alerts(cause) WHERE ended_at IS NULL;

CREATE UNIQUE INDEX one_outcome ON outcomes(prediction_id) WHERE result = 'accepted';

CREATE UNIQUE INDEX one_production ON versions(model) WHERE stage = 'production';

CREATE UNIQUE INDEX one_waiting_delivery ON alert_deliveries(alert, channel) WHERE state = 'waiting';

CREATE TABLE outcomes (
  seq INTEGER PRIMARY KEY,
  prediction_id TEXT NOT NULL,
  outcome TEXT NOT NULL,
  result TEXT NOT NULL,
  observed_at INTEGER,
  at INTEGER NOT NULL
) STRICT;

CREATE INDEX outcomes_conflict ON outcomes(prediction_id) WHERE result = 'conflict';

CREATE INDEX outcomes_prediction ON outcomes(prediction_id);

CREATE TABLE predictions (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  at INTEGER NOT NULL,
  model TEXT NOT NULL,
  version TEXT NOT NULL,
  status TEXT NOT NULL,
  input TEXT NOT NULL,
  output TEXT NOT NULL,
  request TEXT
) STRICT;

CREATE INDEX predictions_model ON predictions(model, seq);

CREATE INDEX predictions_rejected ON predictions(model) WHERE status = 'rejected';

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

CREATE TABLE reports (
  name TEXT PRIMARY KEY,
  model TEXT NOT NULL,
  at INTEGER NOT NULL,
  incident TEXT,
  body TEXT NOT NULL
) STRICT;

CREATE INDEX reports_model ON reports(model, at);

CREATE TABLE settings (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;

CREATE TABLE shadow_predictions (
  seq INTEGER PRIMARY KEY,
  prediction_id TEXT NOT NULL,
  model TEXT NOT NULL,
  version TEXT NOT NULL,
  status TEXT NOT NULL,
  output TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;

CREATE INDEX shadow_predictions_id ON shadow_predictions(prediction_id);

CREATE INDEX shadow_predictions_version ON shadow_predictions(model, version, seq);

CREATE TABLE versions (
  model TEXT NOT NULL REFERENCES models(name),
  version TEXT NOT NULL,
  stage TEXT NOT NULL,
  learner TEXT NOT NULL,
  metrics TEXT NOT NULL,
  detail TEXT NOT NULL,
  trigger TEXT NOT NULL,
  parent TEXT,
  dataset_sha256 TEXT NOT NULL,
  created_at INTEGER NOT NULL, share REAL, staged_at INTEGER,
  PRIMARY KEY (model, version)
) STRICT;
