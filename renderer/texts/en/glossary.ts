/** Terms of the field that no other text explains, each in one sentence; the pages and the guide use the same. */
interface Term {
  name: string;
  explain: string;
}

const terms = {
  drift: { name: "Drift", explain: "Live data that looks different from the data the model has learnt from." },
  psi: {
    name: "PSI",
    explain:
      "Population stability index: how far a column has moved from training; from 0.1 it has moved, from 0.25 far.",
  },
  js: { name: "Jensen-Shannon", explain: "How different two distributions are, from 0 for the same to 1 for apart." },
  wasserstein: {
    name: "Wasserstein distance",
    explain: "How far values have to be carried to make one distribution out of the other.",
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
    name: "95 % interval",
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
    explain: "Whether of the cases said to be 30 % likely 30 of 100 come true.",
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
  quantile: { name: "Slowest 5 %", explain: "The time within which 95 of 100 requests were answered (p95)." },
  lag: { name: "Event loop lag", explain: "How long work waits for its turn in the service; high means it is busy." },
  cron: {
    name: "Schedule (cron)",
    explain: "Five fields, minute, hour, day, month and weekday, that say when; 0 6 * * 1 is Mondays at six.",
  },
  webhook: { name: "Webhook", explain: "A web address that a message is sent to, for another program to read." },
  token: { name: "Token", explain: "A secret word that lets a program in." },
} as const satisfies Record<string, Term>;

export const glossary = {
  title: "Words explained",
  hint: "Every term of the pages in one sentence.",
  find: "Find a word",
  none: "No such word.",
  groups: {
    terms: "Terms",
    metrics: "Measures",
    learners: "Methods",
    stages: "Stages of a version",
    diagnoses: "What can be wrong",
    modes: "When something is wrong",
  },
  terms: terms as Record<keyof typeof terms, Term>,
};
