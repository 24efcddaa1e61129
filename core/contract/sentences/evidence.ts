/** What speaks for a diagnosis. */
export const evidence = {
  featuresDrifted: "{share:percent} of the features drifted{weighted:byImportance?}: {names:list}.",
  byImportance: ", {share:percent} by their importance",
  strongest: "{name}: {reason:sentence} (PSI {psi:number}{part:ofTheEffect?}).",
  ofTheEffect: ", {share:percent} of the effect",
  numberMoved: "mean {before:number} → {now:number}{constant:wasConstant?}",
  wasConstant: " (the reference is constant)",
  datesMoved: "{from:date} … {to:date} → {nowFrom:date} … {nowTo:date}",
  categoryMoved: "“{level:text?}” {before:percent} → {now:percent}",
  tooFewToJudge: "not judged: too few rows; {reason:sentence}",

  metricBesidePromise:
    "{metric:metric} is {value:number}{interval:interval?} on {outcomes:count}, {change:worseThan|noWorseThan} the {promised:number} promised at training.",
  interval: " (95 % interval {low:number} to {high:number})",
  worseThan: "{drop:percent} worse than",
  noWorseThan: "no worse than",
  answerCosts:
    "An answer costs {now:amount} (95 % interval {low:number} to {high:number}), against {before:amount} at training.",
  amount: "{value:number}{unit:unit?}",
  unit: " {name}",
  clearestWhere: "Most clearly where {segments:segmentWorse*}.",
  segmentWorse:
    "{feature} {value:valueAbove|valueTo|valuesBetween|valueMissing|text} ({metric:accuracyWord|rmseWord} {before:number} → {now:number})",
  accuracyWord: "accuracy",
  rmseWord: "RMSE",
  probabilitiesOff: "Probabilities are off by {gap:number} on average.",
  onFamiliarRows: "On rows as they used to be it is {value:number} ({outcomes:count}).",
  changedAbout: "{what:theErrors|text} changed about {at:time} UTC{range:changeRange?}.",
  theErrors: "The errors",
  changeRange: " (95 %: {from:time} to {to:time})",
  lastSpans: "Last {spans:spanTold*}.",
  spanTold: "{last:lastWord?}{span:count}: {drifted:number} of {windows:count} drifted, {right:noOutcomeYet|metricOn}",
  lastWord: "last ",
  noOutcomeYet: "no outcome",
  metricOn: "{metric:metric} {value:number} on {outcomes:count}",

  windowsInARow: "This is the {windows:number}. window in a row.",
  feedStopped: "The feed has stopped: no row for {silent:count}; the longest gap before was {longest:count}.",
  classSharesMoved: "The classes' shares moved (PSI {psi:number}); within a class {share:percent} of the features did.",
  errorsChanged: "The errors themselves changed ({detectors:list}).",
  outcomesNotForAll: "The known outcomes do not speak for all answers. {coverage:sentence}",
  blindSince:
    "{since:neverAnOutcome|noOutcomeFor}: nobody can say whether the answers are right. Report what really happened.",
  neverAnOutcome: "No outcome has ever been reported",
  noOutcomeFor: "No outcome for {hours:number} hours",
  outcomesKnown: "Only {outcomes:count} of {needed:number} needed are known.",
  outcomesKnownLeaning:
    "Only {outcomes:count} of {needed:number} needed are known, and the model leans on these features.",
  rowsRefused: "{refused:percent} of the rows were refused, {flagged:percent} flagged as outliers.",
  newToLive: "{outcomes:count} are new to the live version, which was trained on {rows:count}.",
  nothingSpeaksAgainst: "Nothing speaks against the live version.",

  notEstimatedEither: "It cannot be estimated either. {reason:sentence}",
  estimated:
    "As far as only the inputs have changed, {metric:metric} is estimated{by:byRowsAlike?} at {value:number} (95 % interval {low:number} to {high:number}) on {answers:count}{beside:besideUnseen?}.",
  byRowsAlike: " by what rows such as these came to at training",
  besideUnseen: ", {change:worse|noWorse} than the {reference:number} of unseen rows at training",
  worse: "{drop:percent} worse",
  noWorse: "no worse",
} as const;
