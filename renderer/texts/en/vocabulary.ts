/** The field's terms, each with a name for the page and one sentence that explains it. */
import type { StatusLevel } from "../../../core/contract/facts.ts";
import type { IncidentState, Rollout } from "../../../core/contract/incidents.ts";
import type {
  DecisionKind,
  Diagnosis,
  MetricName,
  ModelKind,
  PolicyMode,
  Stage,
  Task,
} from "../../../core/contract/names.ts";
import type { Flag } from "../../../core/contract/predict.ts";
import type { Trigger } from "../../../core/contract/registry.ts";

interface Term {
  name: string;
  explain: string;
}

const status: Record<StatusLevel, string> = { ok: "Fine", watch: "Watch", act: "Act", unknown: "Unknown" };

const tasks: Record<Task, Term> = {
  binary: { name: "Yes or no", explain: "One of two answers." },
  multiclass: { name: "One of several", explain: "One of three or more answers." },
  regression: { name: "A number", explain: "An amount, such as a price or a count." },
};

const stages: Record<Stage, Term> = {
  candidate: { name: "Candidate", explain: "Trained and proved, not in use." },
  shadow: { name: "Shadow", explain: "Scores live traffic and answers nobody." },
  canary: { name: "Canary", explain: "Answers a small share of live traffic." },
  production: { name: "Live", explain: "Answers every request." },
  archived: { name: "Archived", explain: "Was live before." },
  rejected: { name: "Rejected", explain: "Tried and found worse." },
  failed: { name: "Failed", explain: "Could not be used." },
};

const learners: Record<ModelKind, Term> = {
  baseline: { name: "Baseline", explain: "Always the commonest answer, or the mean. Every model must beat it." },
  linear_regression: { name: "Linear regression", explain: "A weighted sum of the columns." },
  ridge: { name: "Ridge", explain: "A weighted sum of the columns, held back from extremes." },
  logistic_regression: { name: "Logistic regression", explain: "A weighted sum of the columns, as a probability." },
  decision_tree: { name: "Decision tree", explain: "A sequence of yes-or-no questions." },
  random_forest: { name: "Random forest", explain: "The average of many trees, each grown on other rows." },
  extra_trees: { name: "Extra trees", explain: "A forest whose questions are partly drawn by lot." },
  gradient_boosting: { name: "Gradient boosting", explain: "Trees in a row, each correcting those before." },
  ml_random_forest: { name: "Random forest (ml.js)", explain: "A library's forest, for small tables." },
  blend: { name: "Blend", explain: "The weighted average of several of these, where that is reliably better." },
};

const metrics: Record<MetricName, Term> = {
  accuracy: { name: "Accuracy", explain: "Share of rows answered right." },
  precision: { name: "Precision", explain: "Of the rows called positive, the share that were." },
  recall: { name: "Recall", explain: "Of the positive rows, the share that were found." },
  f1: { name: "F1", explain: "Precision and recall in one figure." },
  roc_auc: { name: "ROC-AUC", explain: "Chance that a positive row scores above a negative one." },
  pr_auc: { name: "Average precision", explain: "Precision over all thresholds; telling where positives are rare." },
  log_loss: { name: "Log loss", explain: "How surprised the probabilities were by the truth; lower is better." },
  brier: { name: "Brier score", explain: "Mean squared error of the probabilities; lower is better." },
  ece: { name: "Calibration error", explain: "How far the probabilities are from what happens; lower is better." },
  mcc: { name: "Matthews correlation", explain: "Agreement with the truth, fair to rare classes." },
  mse: { name: "Mean squared error", explain: "Lower is better." },
  rmse: { name: "RMSE", explain: "Typical error in the target's unit, large ones counting more; lower is better." },
  mae: { name: "Mean error", explain: "Average distance from the truth, in the target's unit; lower is better." },
  mape: { name: "Mean error, share", explain: "Average distance as a share of the truth; lower is better." },
  r2: { name: "R²", explain: "Share of the differences that the model explains." },
};

const diagnoses: Record<Diagnosis, Term> = {
  none: { name: "Nothing found", explain: "The data looks as it did in training." },
  data_break: {
    name: "The data is broken",
    explain: "A feed, a unit or a code changed; learning from it would do harm.",
  },
  outliers: { name: "Unusual rows", explain: "Single rows far outside what was seen in training." },
  benign_drift: { name: "Harmless drift", explain: "The data moved where it hardly matters to the answers." },
  harmful_drift: { name: "Harmful drift", explain: "The data moved where it matters to the answers." },
  prior_shift: { name: "Other proportions", explain: "The outcomes come in other proportions than in training." },
  concept_drift: { name: "The world changed", explain: "The same values now lead to other outcomes." },
  more_data: { name: "More data", explain: "There are enough new rows to learn from." },
  service_fault: { name: "Service fault", explain: "Answers fail or are late." },
  host_pressure: { name: "Machine under pressure", explain: "Memory, disk or processor are short." },
  blind: { name: "No outcomes", explain: "Nobody says what really happened, so being right cannot be measured." },
};

const decisions: Record<DecisionKind, string> = {
  keep: "Keep the model",
  watch: "Keep watching",
  quarantine: "Set the rows aside",
  retrain: "Train a challenger",
  reweight: "Adjust to the new proportions",
  promote: "Promote the challenger",
  rollback: "Roll back",
  hold: "Hold and ask",
  defer: "Wait until the machine is free",
  fallback: "Answer with a fallback",
};

const states: Record<IncidentState, string> = {
  open: "Opened",
  diagnosing: "Looking into it",
  acting: "Acting",
  gating: "Comparing",
  shadow: "In the shadow",
  canary: "On a small share",
  promoting: "Promoting",
  verifying: "Checking the repair",
  closed: "Closed",
  rolled_back: "Rolled back",
  held: "Held",
};

const triggers: Record<Trigger, string> = {
  train: "trained by hand",
  retrain: "retrained",
  drift: "because of drift",
  performance: "because it got worse",
  more_data: "because there was more data",
  expected_gain: "because earlier refits had paid",
  schedule: "on schedule",
  request: "on request",
  threshold: "with another threshold",
  import: "imported",
};

const flags: Record<Flag, string> = {
  imputed: "A missing value was filled in as in training.",
  outlier: "A value lies outside what was seen in training; take the answer with care.",
  degraded: "A fallback answered: the live model could not.",
  unknown_category: "A category was never seen in training.",
  extra_columns: "Columns that the model does not know were ignored.",
  repaired: "A value was broken in a known way and was put right.",
};

const modes: Record<PolicyMode, Term> = {
  automatic: { name: "Automatic", explain: "Repairs itself and tells you afterwards." },
  approve: { name: "Ask first", explain: "Prepares the repair; you press the button." },
  observe: { name: "Only observe", explain: "Says what it sees and changes nothing." },
};

const rollouts: Record<Rollout, Term> = {
  instant: { name: "At once", explain: "It has passed every check; everyone is answered by it." },
  blue_green: {
    name: "Blue-green",
    explain: "It is asked every row in silence first; then everyone is switched, and the old version stands by.",
  },
  shadow: { name: "Shadow", explain: "It is asked what fits beside the work, in silence, before it answers anyone." },
  canary: { name: "Canary", explain: "It answers few at first, then more, then everyone." },
  shadow_canary: { name: "Shadow, then canary", explain: "First in silence, then for few, then for everyone." },
};

export const vocabulary = {
  status,
  tasks,
  stages,
  learners,
  metrics,
  diagnoses,
  decisions,
  states,
  triggers,
  flags,
  modes,
  rollouts,
  columnTypes: {
    number: "number",
    category: "category",
    boolean: "yes or no",
    datetime: "date",
    identifier: "identifier",
    text: "text",
  },
  splits: {
    stratified: "drawn by lot, in the same proportions",
    random: "drawn by lot",
    time: "the newest rows",
    group: "whole groups, drawn by lot",
    file: "a file of its own",
  },
};
