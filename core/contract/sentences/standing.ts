/** The service, the machine, a version on trial, and the answers to the three questions. */
export const standing = {
  noRequestsYet: "No requests have come yet.",
  requestsAnswered: "{requests:count} answered{speed:nineteenInTwenty?}.",
  nineteenInTwenty: "; nineteen in twenty within {ms:number} ms",
  engineLate: "The engine reacts {ms:number} ms late{why:clearingMemory?}.",
  clearingMemory: ": {share:percent} of the time goes into clearing memory",
  noModelLive: "No model is live yet.",
  modelIs:
    "{model} {version:version}: {state:stateNone|stateMoreData|stateNotTheModel|stateBenign|stateOutliers|statePriorShift|stateHarmful|stateConcept|stateBroken|stateBlind}.",
  stateNone: "nothing has changed that matters",
  stateMoreData: "nothing has changed that matters; there is more to learn from",
  stateNotTheModel: "nothing is known to be wrong with the model itself",
  stateBenign: "the inputs have changed, the answers have not suffered",
  stateOutliers: "some rows are far from everything the model was trained on",
  statePriorShift: "some outcomes have become more common than the model expects",
  stateHarmful: "the inputs have changed and the answers are, or may be, worse for it",
  stateConcept: "the answers are worse than they were",
  stateBroken: "the incoming data are broken",
  stateBlind: "no outcomes are reported, so nobody can say",

  requestsFail: "{share:percent} of {requests:count} fail (limit {limit:percent}).",
  answersSlow: "One answer in twenty takes longer than {ms:number} ms (limit {limit:number} ms).",
  fallbackAnswers: "The live version does not answer; a fallback answers in its place.",
  bothFail:
    "{live:version} fails too ({failed:number} of {requests:number}): errors say nothing about {trial:version}.",
  failedBeyondDoubt:
    "{version:version} failed {failed:number} of {requests:count}, more than {limit:percent} beyond doubt.",
  failedOf: "{version:version} failed {failed:number} of {requests:count} (limit {limit:percent}).",
  slowBeside:
    "{slow:number} of {answers:count} of {version:version} took longer than {limit:number} ms; one in twenty of {live:version} takes {usual:number} ms.",

  machineIs: "{state:memoryFree|diskFree|diskBusy|loadIs|heatIs|batteryIs}.",
  machineBeyond:
    "{state:memoryFree|diskFree|diskBusy|loadIs|heatIs|batteryIs} (limit {limit:percent|limitPerCore|limitHeat}){since:sinceMoment?}.{who:ownWork|ownShare|ownMemory|heldMemory?}",
  memoryFree: "{free:number} GB of {total:number} GB memory are free",
  diskFree: "{free:number} GB ({share:percent}) of the disk are free",
  diskBusy: "A disk is busy {share:percent} of the time",
  loadIs: "Load is {load:number} on {cores:number} cores{cpu:processorBusy?}",
  processorBusy: "; the processor is {share:percent} busy",
  heatIs: "The processor is at {degrees:number} °C",
  batteryIs: "The battery is at {share:percent}",
  limitPerCore: "{load:number} a core",
  limitHeat: "{degrees:number} °C",
  sinceMoment: ", since {at:time} UTC",
  ownWork: " Most of it is Homeostat's own work ({share:percent} of the processor).",
  ownShare: " Homeostat takes {share:percent} of the processor{other:worksMost?}.",
  worksMost: "; {name} works the most",
  ownMemory: " Homeostat itself holds {size:number} GB.",
  heldMemory: " Homeostat holds {size:number} GB{other:holdsMost?}.",
  holdsMost: "; {name} holds the most, {size:number} GB",
} as const;
