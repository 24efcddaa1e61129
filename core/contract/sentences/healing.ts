/** What was done about an incident, step by step, and how it ended. */
export const healing = {
  diagnosisIs: "The diagnosis is {diagnosis:diagnosis}.",
  rowsSetAside:
    "Rows since {from:time} UTC are set aside and not learnt from ({columns:wholeRows|list}).{back:learntAndBack|learntGoBack?}",
  wholeRows: "whole rows",
  learntAndBack: " {live:version} learnt from rows that are broken, so {to:version} is live again.",
  learntGoBack: " {live:version} learnt from rows that are broken; {to:version} did not: roll back to it.",
  learntFromBroken: "{live:version} learnt from rows that are broken (incident {incident})",
  servingGoesOn: "Serving goes on; the data are watched until they are whole again.",
  repairProposed:
    "A repair is proposed and waits for approval: {repairs:clauses}. Rejecting says that the data are right as they come.",
  repairInForce: "The repair is in force.",
  noAnswerChanges: "No answer changes by it.",
  answersChange: "{answers:number} answers change by it: {file}.",
  nextWindowsSay: "The next windows say whether the data are whole.",
  dataWhole: "The data are whole again; the rows of the break stay set aside.",
  repairedWhole: "Repaired, the data are whole; the repair stays in force.",
  stillBroken: "Repaired, the data are still broken: the repair is taken out again, and the rows stay set aside.",
  rowsAreSetAside: "The rows are set aside.",
  approvedBy: "Approved by {actor:byPerson|byHomeostat|text}.",
  byPerson: "user",
  byHomeostat: "homeostat",
  repairNotMade: "The repair is not made: {reason:sentence}. The rows stay set aside until the data are whole.",
  nobodyAnswered: "nobody answered within {hours:number} hours",
  rejectedBy: "Rejected by {actor:byPerson|byHomeostat|text}: {reason:sentence}.",
  stopped: "Stopped by a person.",
  stoppedBecause: "Stopped by a person: {reason:sentence}.",
  liftedBy: "Lifted by {actor:byPerson|byHomeostat|text}: the data are right ({reason:sentence}).",
  notWanted: "not wanted",
  knownBetter: "the world is known better since; a newer repair takes its place",
  repairFailed: "the repair failed",
  didNotGetOn: "the repair did not get on",
  wasStopped: "stopped",
  resumed: "Resumed.",
  interrupted: "Interrupted {times:number} times while {state:state}; a person should look.",

  convert: "{column}: {which:everyValue|fitting}{less:lessOffset?} is {how:dividedBy|multipliedBy}",
  everyValue: "every value",
  fitting: "each value that fits better so",
  lessOffset: " less {offset:number}",
  dividedBy: "divided by {factor:number}",
  multipliedBy: "multiplied by {factor:number}",
  readMissing: "{column}: {value:number} is read as missing",
  changePlaces: "{one} and {other} change places",
  renameBack: "{column}: {names:readAs*}",
  readAs: "“{now:text?}” is read as “{before:text?}”",

  otherTried: "{live:version} stays. Another version was tried: {reason:clauses}.",
  liveTried: "The live version stays. Another version was tried: {reason:clauses}.",
  wasRefused: "{live:version} stays. {challenger:version} was refused: {reason:clauses}.",
  refusedByGate: "refused by the gate",
  betterWaits: "{challenger:version} is better than {live:version} and waits for approval.",
  passedGate: "{challenger:version} passed the gate.",
  wentLiveMeanwhile: "{live:version|noVersion} went live meanwhile",
  noVersion: "no version",
  judgedWrongly:
    "{live:version|noVersion} went live meanwhile, so {challenger:version} is judged against the wrong version and is set aside.",
  betterBeyondNoise: "better than {live:version} beyond noise (incident {incident})",
  decidesWhetherStays: "{challenger:version} is live; its first labelled rows decide whether it stays.",
  wasRolledBack: "It was rolled back.",
  followedNoWorse:
    "{live:version|noVersion} followed. Until then {challenger:version} was no worse than {champion:version}; whether what opened the incident was gone was not known yet.",
  followedBefore: "{live:version|noVersion} followed before {challenger:version} could be verified.",
  liveAgain: "{live:version} is live again; {challenger:version} is rejected.",
  answersAlone: "{live:version} answers alone again; {challenger:version} is rejected.",

  isShadow: "It is a shadow now.",
  isCanary: "It is a canary now ({share:number} % of the requests).",
  goesLive: "It goes live.",
  putLiveMeanwhile: "{challenger:version} was put live meanwhile.",
  triedAgainstOther:
    "{live:version|noVersion} went live meanwhile; {challenger:version} was tried against another version and is set aside.",
  wasRejected: "{challenger:version} was rejected; the audit trail says why.",
  cannotServe: "{challenger:version} cannot serve: {reason:sentence}",
  lossOnTraffic:
    "On {rows:number} rows with outcomes the mean loss of {trial:version} is {how:lossHigher|lossLower} than that of {live:version} (the gain lies between {low:number} and {high:number}).",
  lossHigher: "{size:number} higher",
  lossLower: "{size:number} lower",

  nothingToCompare: "No version is live any more; there is nothing to compare with.",
  nothingToCorrect: "No version is live any more; there is nothing to correct.",
  tooFewNew: "Too few labelled rows are new to the live version to judge another one by.",
  notClearlyBetter:
    "A version trained without the newest {rows:number} rows with known outcomes does not answer them clearly better (recipe {recipe:asTrained|calmer|text}, t = {t:number}).",
  asTrained: "as trained",
  calmer: "calmer",
  comesBack:
    "The world looks as it did when {recalled:version} was made: that is clearly better on the newest {rows:number} rows with known outcomes (t = {t:number}), and comes back as {challenger:version}.",
  clearlyBetter:
    "Trained without them, a new version is clearly better on the newest {rows:number} rows with known outcomes (t = {t:number}), recipe {recipe:asTrained|calmer|text}; trained on {on:everything|weightedByLikeness|weightedByAge|newestAlone} it is {challenger:version}.",
  everything: "everything",
  weightedByLikeness: "everything, rows that resemble the newest counting more,",
  weightedByAge: "everything, rows that are newer (half-life {share}) counting more,",
  newestAlone: "the newest {rows:number} rows alone, since older ones teach a world that is gone,",
  planWeighted:
    "The training rows are weighted to look like those that come now, and another version is trained on them.",
  planTest: "Another version is trained on everything but the newest rows with known outcomes, which then judge it.",
  fewSinceShares: "Fewer than {needed:number} labelled rows came since the classes' shares changed.",
  priorsNeedTraining: "The prior odds of this kind of model cannot be corrected without training.",
  correctedForShares:
    "Corrected for the classes' new shares, judged on {rows:number} rows (t = {t:number}): {result:notClearly|betterNow}.",
  notClearly: "not clearly better",
  betterNow: "better; it is {challenger:version}",
  planReweight: "The classes' prior odds are corrected; nothing is trained.",
  fewLiveRows: "Only {rows:number} live rows say how the world looks now.",
  hardlyOverlap:
    "The live rows hardly overlap with those trained on (worth {worth:number} of {rows:number}): without outcomes nothing can be learnt about them.",
  fewJudges: "Only {rows:number} training rows could judge for the live ones.",
  fittedWithWeights:
    "Fitted with weights (worth {worth:number} of {rows:number} rows) and judged on {judged:number} rows that look like the live ones (t = {t:number}): {result:notClearly|betterNow}.",
  holdsForInputs: "That holds where only the inputs moved.",

  planRollback: "The release goes back first and is studied after.",
  planFallback: "Requests are answered by what still works, flagged degraded.",
  triedAgain: "The live version is tried again at every turn of the watch.",
  answersAgain: "The live version answers again.",

  clearlyWorse:
    "{challenger:version} is clearly worse than {champion:version} on {rows:number} new rows with known outcomes (t = {t:number}).",
  causeRemains:
    "What opened the incident remains, and {challenger:version} is not clearly better than {champion:version} on {rows:number} new rows with known outcomes (t = {t:number}).",
  noWorseYet:
    "{challenger:version} is no worse than {champion:version} on {rows:number} new rows with known outcomes (t = {t:number}); the next windows say whether what opened the incident is gone.",
  staysLive:
    "{challenger:version} stays live: on {rows:number} new rows with known outcomes it is {how:isClearlyBetter|isNoWorse} than {champion:version} (t = {t:number}).",
  isClearlyBetter: "clearly better",
  isNoWorse: "no worse",
  causeGone: "What opened the incident is gone.",
  causeStays: "What opened the incident remains all the same: better, but not yet right. A person should look.",
  causeUnknown: "Whether what opened the incident is gone cannot be known.",
} as const;
