/** Why performance cannot be estimated, and what known outcomes speak for. */
export const estimate = {
  brokenSaysNothing: "The incoming data are broken, so what the model says of itself means nothing.",
  certaintyWasOff:
    "What the model says of its certainty was off by {size:onAverage|ofMeanError} on rows it had not seen.",
  outcomesContradict:
    "{outcomes:count} contradict what the model says of its certainty (off by {size:onAverage|ofMeanError}): the world has changed.",
  onAverage: "{size:number} on average",
  ofMeanError: "{size:percent} of the mean error",
  unseenKept: "{kept:fewKept|noneKept} kept at training; {needed:number} are needed.",
  fewKept: "Only {rows:count} that the model had not seen were",
  noneKept: "No rows that the model had not seen were",
  fewAnswered: "Only {rows:count} of the window were answered.",
  windowTooUniform: "The window is too small or too uniform to estimate {metric:metric}.",
  outsideTraining: "{share:percent} of {rows:count} lie outside what the model was trained on.",
  movedTooFar: "{names:list} moved so far that the rows have little in common with training.",

  nearlyAllKnown: "Nearly all outcomes are known.",
  fewOldEnough: "Some outcomes come sooner than others, and only {rows:count} are old enough to have theirs.",
  onlyOldEnough: "Some outcomes come sooner than others, so only rows old enough count.",
  missingOutcomes:
    "{only:onlyOld?}{share:percent} of the outcomes are missing{how:atRandom|someNearlyAll|contradicting|weightedForIt}",
  onlyOld: "Some outcomes come sooner than others, so only rows old enough count. ",
  atRandom: ", whatever the answer was.",
  someNearlyAll: ", and of some answers nearly all.",
  contradicting:
    ", more for some answers than for others, and those known are not as expected: either the world has changed, or what is reported depends on the outcome.",
  weightedForIt: ", more for some answers than for others; weighted for that.",
} as const;
