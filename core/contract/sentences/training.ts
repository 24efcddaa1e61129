/** What training warns of, why a learner was not tried, and what a model cannot do. */
export const training = {
  rowsWithoutTarget: "{rows:number} rows have no value in {target} and were left out.",
  tooLargeForMemory:
    "The table is too large for the memory that there is: it was kept in a file, and gradient boosting alone, which learns from bins of a byte, was tried.",
  notBetterThanBaseline:
    "No learner predicts {target} reliably better than the baseline ({metric:metric}); the version stays a candidate.",
  fewRowsJudge: "Only {rows:number} rows judge the model; its metrics are rough.",
  learnerFailed: "{learner:learner} failed: {reason:sentence}",
  learnerReason: "{learner:learner}: {reason:sentence}",
  noResult: "no result",
  anotherTarget: "{model} already predicts {target} ({task}).",
  nameOfItsOwn: "Give the new model a name of its own: --name.",

  tooLargeToHold: "the table is too large to be held in memory",
  notForTask: "not for a {task:task} task",
  overRows: "over 2,000 rows: its cost grows with the square",
  endedByHand: "the search was ended by hand",
  budgetOver: "the time budget was used up",
  trialsReached: "the number of trials was reached",
  forComparison: "for comparison: too slow to be cross-validated",
  fitTooLong: "its fit takes longer than {seconds:number} s here",
  nothingVaries: "none has a value that varies",

  doesNotExtrapolate:
    "It does not extrapolate: whatever it is asked, its answers stay near what it has seen ({low:number} to {high:number} on the rows that judged it).",
  straightLine: "Far outside the values it has seen it goes on in a straight line, which nobody has checked.",
  rareClass: "Only {rows:count} of {label} to learn from: it is hardly recognised, and how well is hardly known.",
  worseWhere:
    "It is worse than elsewhere where {feature} {value:valueAbove|valueTo|valuesBetween|valueMissing|text} ({rows:number} rows).",
} as const;
