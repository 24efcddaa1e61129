/** The command palette, the keys, and taking things back. */
export const palette = {
  title: "Search or command",
  hint: "Every page, model and action by name.",
  placeholder: "Type a page, a model, or what to do…",
  nothing: "Nothing of that name.",
  open: "Search",
  groups: {
    act: "Do",
    pages: "Go to",
    models: "Models",
    incidents: "Incidents",
    jobs: "Running",
    looks: "Appearance",
  },
  train: "Train a model",
  ask: "Ask for an answer",
  outcomes: "Import outcomes",
  check: "Check the data now",
  promote: (version: string) => `Put ${version} live`,
  call: "Call it from a program",
  verify: "Verify the audit trail",
  print: "Print this page",
  theme: (name: string) => `Theme: ${name}`,
  language: (name: string) => `Language: ${name}`,
  shortcuts: "Keyboard shortcuts",
  shortcutsHint: "Keys written side by side are pressed one after the other.",
  everywhere: "Everywhere",
  next: "Next in the list",
  previous: "Previous in the list",
  inLists: "Move within a list",
  toNotice: "Go to a notice",
  close: "Close what is open",
  letters: "Letters alone are shortcuts",
  lettersHint: "Turn it off where letters are pressed by chance, as by dictation.",
};

export const undo = {
  button: "Undo",
  latest: "Undo the latest",
  undone: "Undone.",
  failed: "That could not be undone",
};

/** Around every chart. */
export const chart = {
  tools: "The chart's figures",
  keys: "Arrow keys go from point to point.",
  table: "Table",
  png: "PNG",
  svg: "SVG",
  csv: "CSV",
  note: "Note",
  curve: "Curve",
  from: (name: string) => `${name}, at least`,
  to: (name: string) => `${name}, at most`,
  keep: (form: string) => `Save as ${form}`,
};
