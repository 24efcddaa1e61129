/** Terms of the field that no other text explains, each in one sentence; the pages and the guide use the same. */
export interface Term {
  name: string;
  explain: string;
}

export const terms = {
  drift: { name: "Drift", explain: "Live data that looks different from the data the model has learnt from." },
  psi: {
    name: "PSI",
    explain:
      "Population stability index: how far a column has moved from training; from 0.1 it has moved, from 0.25 far.",
  },
  js: { name: "Jensen-Shannon", explain: "How different two distributions are, from 0 for the same to 1 for apart." },
  wasserstein: {
    name: "Wasserstein distance",
    explain: "How far values moved on average, in standard deviations at training.",
  },
  ks: {
    name: "Kolmogorov-Smirnov",
    explain: "The largest gap between two distributions, as a share of the rows.",
  },
  hellinger: { name: "Hellinger distance", explain: "How little two distributions overlap, from 0 to 1." },
  kl: {
    name: "Kullback-Leibler",
    explain: "How surprising live values are to one who expects those of training; 0 is not at all.",
  },
  pValue: { name: "p-value", explain: "How often chance alone would show as much; small means hardly ever." },
  qValue: {
    name: "q-value",
    explain: "A p-value that allows for how many columns were looked at, so that few alarms are false.",
  },
  interval: {
    name: "95% interval",
    explain: "Where the true figure lies in 95 of 100 such measurements; wide means few rows.",
  },
  holdout: {
    name: "Rows kept aside",
    explain: "Rows the model never learnt from, also called the holdout: only they say how good it is.",
  },
  validation: {
    name: "Validation",
    explain: "Comparing methods within the training rows, each on rows it has not learnt from.",
  },
  leaderboard: { name: "Leaderboard", explain: "All methods that were tried on your rows, the best on top." },
  champion: { name: "Champion", explain: "The version that is live." },
  challenger: { name: "Challenger", explain: "A new version that wants to take the champion's place." },
  gate: {
    name: "Gate",
    explain: "The checks a challenger must pass on rows neither has seen before it may go live.",
  },
  rollBack: { name: "Roll back", explain: "To let the version that was live before answer again." },
  outcome: { name: "Outcome", explain: "What really happened after a prediction; only outcomes prove it right." },
  feature: { name: "Feature", explain: "A column the model learns from." },
  target: { name: "Target", explain: "The column the model predicts." },
  leak: {
    name: "Leak",
    explain: "A column that gives the answer away, and would not be known when the question is asked.",
  },
  sentinel: { name: "Sentinel", explain: "A value such as -999 that stands for missing." },
  imputed: { name: "Filled in", explain: "A missing value that was replaced by a usual one, as in training." },
  calibration: {
    name: "Calibration",
    explain: "Whether of the cases said to be 30% likely 30 of 100 come true.",
  },
  roc: {
    name: "ROC curve",
    explain: "For every threshold the share found against the share of false alarms; further up and left is better.",
  },
  precisionRecall: {
    name: "Precision-recall curve",
    explain: "For every threshold how many of those found were right; telling where cases are rare.",
  },
  threshold: { name: "Threshold", explain: "The probability from which the answer is yes." },
  confusion: { name: "Confusion matrix", explain: "How often each answer was given where each was true." },
  residual: { name: "Residual", explain: "The truth less the prediction, row by row." },
  importance: { name: "Importance", explain: "How much of the answers' differences a column brings about." },
  segment: { name: "Segment", explain: "Rows that share a value of a column, such as all patients above 60." },
  lineage: {
    name: "Lineage",
    explain: "Where a version comes from: its data, its settings and the version before it.",
  },
  sha256: {
    name: "SHA-256",
    explain: "A fingerprint of a file: if a single sign of it changes, so does the fingerprint.",
  },
  seed: { name: "Seed", explain: "The number chance starts from, so that a training can be repeated exactly." },
  parity: {
    name: "Parity",
    explain: "The largest difference between the exported model's answers and the trained one's.",
  },
  onnx: { name: "ONNX", explain: "An open file format for models that many programs can run." },
  window: { name: "Window", explain: "The rows that one check looks at, such as those of half a day." },
  estimated: {
    name: "Estimated performance",
    explain: "How right the answers probably are, told from their probabilities before outcomes are known.",
  },
  quantile: { name: "Slowest 5%", explain: "The time within which 95 of 100 requests were answered (p95)." },
  lag: { name: "Event loop lag", explain: "How long work waits for its turn in the service; high means it is busy." },
  cron: {
    name: "Schedule (cron)",
    explain: "Five fields, minute, hour, day, month and weekday, that say when; 0 6 * * 1 is Mondays at six.",
  },
  webhook: { name: "Webhook", explain: "A web address that a message is sent to, for another program to read." },
  token: { name: "Token", explain: "A secret word that lets a program in." },
  incident: { name: "Incident", explain: "Something that was not as it should be, and all that was done about it." },
  reference: {
    name: "Training rows",
    explain: "What today's data are compared with: the rows the model has learnt from.",
  },
  contribution: {
    name: "Contribution",
    explain: "How far one value moved this answer up or down; all of them together make the answer.",
  },
  whatIf: { name: "What-if", explain: "The same question with one value changed, to see what the model makes of it." },
  budget: { name: "Budget", explain: "The time a training may search, or the trainings allowed in a day." },
  cooldown: {
    name: "Cooldown",
    explain: "The rest after a repair, so that one change is judged before the next is made.",
  },
  rollout: {
    name: "Rollout",
    explain: "The steps by which a new version takes over, each of which can be gone back on.",
  },
  refit: {
    name: "Refit test",
    explain: "Training again on the newest rows, to see whether a version that has learnt from them does better.",
  },
  tValue: {
    name: "t",
    explain: "How many times larger a difference is than what chance alone would show; 1.64 is fairly sure.",
  },
  quarantine: { name: "Set the rows aside", explain: "Broken rows are kept, but nothing is learnt from them." },
  repair: {
    name: "Repair",
    explain: "A change that makes things right again: of the data, or of the version that is live.",
  },
  expectation: {
    name: "Rule for rows",
    explain: "What held for every training row, so that a row that breaks it stands out.",
  },
  protected: { name: "Protected group", explain: "People whom no new version may serve worse than the live one does." },
  retention: { name: "Archive", explain: "Predictions of old months, kept in files; no check looks at them any more." },
  percentile: {
    name: "Percentile",
    explain: "The time within which so many of 100 answers came: p50 half of them, p95 95, p99 99.",
  },
  queue: { name: "Queue", explain: "Requests that have come and wait for their turn." },
  load: {
    name: "Load",
    explain: "How many programs wanted the processor at once; above the number of cores some wait.",
  },
  gc: { name: "Garbage collection", explain: "Clearing memory that is no longer used; answers wait meanwhile." },
  fallback: { name: "Fallback", explain: "An earlier or simpler version that answers while the live one cannot." },
  predictionId: { name: "Prediction id", explain: "The name of one answer, by which its outcome finds it later." },
  idempotency: {
    name: "Idempotency-Key",
    explain: "A word sent along with a request; sent again with the same word, it is answered, and counted, only once.",
  },
  json: { name: "JSON", explain: "A way to write data as text that every programming language reads." },
  auditTrail: {
    name: "Audit trail",
    explain: "Every change with who made it and when; nothing in it is ever removed.",
  },
  hashChain: {
    name: "Chain of hashes",
    explain: "Each entry carries the fingerprint of the one before, so that none can be altered unseen.",
  },
  modelCard: {
    name: "Model card",
    explain: "A page that says what a model is for, how good it is, and where it fails.",
  },
  encoding: { name: "Encoding", explain: "How the letters of a file are stored; a wrong one shows as odd signs." },
  delimiter: {
    name: "Sign between cells",
    explain: "What separates two cells of a line, such as a comma or a semicolon.",
  },
  identifier: {
    name: "Identifier",
    explain: "A column that names single rows, such as a patient number; nothing can be learnt from it.",
  },
  positive: {
    name: "Answer to look for",
    explain: "The one of two answers that is sought, such as ill; found and missed are said of it.",
  },
  falseAlarm: { name: "False alarm", explain: "The model said yes, and it was no (a false positive)." },
  miss: { name: "Miss", explain: "The model said no, and it was yes (a false negative)." },
  sensitivity: { name: "Sensitivity", explain: "Of those that are, the share that is found (recall)." },
  specificity: { name: "Specificity", explain: "Of those that are not, the share that is let pass." },
} as const satisfies Record<string, Term>;
