/** What an entry of the audit trail is about. */
export interface About {
  /** What it is about, in a word. */
  subject: string;
  /** `v0003`, where it is about a version. */
  version: string;
  model: string;
  /** What was before: a version, a stage, an outcome; empty where nothing was. */
  from: string;
  to: string;
}

/** One sentence for each thing that is done, by the name that the trail keeps. */
const sentences: Record<string, (about: About) => string> = {
  alerts: () => "Who is told of what was changed.",
  approve: ({ subject }) => `The repair of ${subject} was approved.`,
  expectation: ({ model }) => `A rule for the rows of ${model} was decided on.`,
  expire: ({ subject }) => `The repair of ${subject} waited too long and was set aside.`,
  gate_refused: ({ model, version }) => `The gate said no to ${version} of ${model}.`,
  outcome: ({ model, from, to }) => `An outcome of ${model} was corrected from ${from} to ${to}.`,
  policy: ({ model }) => `Settings of ${model} were changed.`,
  promote: ({ model, version, from }) =>
    from === "" ? `${version} of ${model} went live.` : `${version} of ${model} went live in place of ${from}.`,
  quarantine: ({ model }) => `Broken rows of ${model} were set aside.`,
  register: ({ model, version }) => `${version} of ${model} was registered.`,
  reject: ({ subject }) => `The repair of ${subject} was rejected.`,
  repair: ({ model }) => `A repair was put in front of ${model}.`,
  repair_end: ({ model }) => `A repair in front of ${model} was ended.`,
  rollback: ({ model, version, from }) => `${model} went back from ${from} to ${version}.`,
  stage: ({ model, version, to }) => `${version} of ${model} became ${to}.`,
  threshold: ({ model, version }) => `${version} of ${model} was made with another threshold.`,
};

export const audit = {
  title: "Audit",
  lead: "Every change, who made it, and a chain of hashes that shows if one was altered.",
  verify: "Verify",
  stopped: "Stopped; nothing is proven.",
  ok: (n: string) => `All ${n} entries are unchanged.`,
  okMeans:
    "Each carries the fingerprint of the one before. All were computed anew and fit, the last one too: nothing was altered, put in or taken out.",
  bad: (n: number) => `Entry ${n} was changed after it was written.`,
  badMeans: (n: number) =>
    `What stands before entry ${n} can be trusted, what stands from there on cannot: compare it with a backup.`,
  columns: { seq: "No.", at: "When", actor: "Who", what: "What happened", detail: "Details" },
  actors: { user: "A person", homeostat: "Homeostat" } as Record<string, string>,
  sentences,
  /** Kinds to choose from, by the same names. */
  actions: {
    alerts: "Alerts set",
    approve: "Approved",
    expectation: "Rules decided",
    expire: "Waited too long",
    gate_refused: "The gate said no",
    outcome: "Outcome corrected",
    policy: "Settings changed",
    promote: "Put live",
    quarantine: "Rows set aside",
    register: "Registered",
    reject: "Rejected",
    repair: "Repair put in place",
    repair_end: "Repair ended",
    rollback: "Rolled back",
    stage: "Stage changed",
    threshold: "Another threshold",
  } as Record<string, string>,
  none: "Nothing has been recorded yet",
  noneText: "Training, promoting and deciding leave a line here.",
  filter: "Filter entries",
  kind: "Kind",
  allKinds: "Every kind",
  allModels: "Every model",
  who: "Who",
  everybody: "Everybody",
  shown: (shown: string, all: string) => `${shown} of ${all}`,
};
