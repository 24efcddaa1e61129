/** Means over blocks, and what was done. */
import type { Diagnosis, Incident, ReplayBlock, ReplayReport } from "../contract/index.ts";
import type { BlockScore } from "./scoring.ts";

/** One block: what it scored, and what its end brought. */
export interface Played {
  block: ReplayBlock;
  scores: { never: BlockScore; appliance: BlockScore; oracle: BlockScore | null };
  /** Anything was fitted at the end of this block. */
  fitted: boolean;
  incident: Incident | null;
  carried: Incident[];
}

type Summary = ReplayReport["summary"];
type Three = { never: number | null; appliance: number | null; oracle: number | null };

/** Diagnoses that announce a change of the world or of the data. */
const ALARMS: readonly Diagnosis[] = ["data_break", "benign_drift", "harmful_drift", "prior_shift", "concept_drift"];
/** Under this share of `never`, a gap is no gap. */
const LEAST_GAP = 0.01;

const mean = (values: readonly (number | null | undefined)[]): number | null => {
  const known = values.filter((value) => value !== null && value !== undefined);
  return known.length === values.length && known.length > 0
    ? known.reduce((sum, value) => sum + value, 0) / known.length
    : null;
};

const three = (played: readonly Played[], of: (score: BlockScore) => number | null): Three => ({
  never: mean(played.map(({ scores }) => of(scores.never))),
  appliance: mean(played.map(({ scores }) => of(scores.appliance))),
  oracle: mean(played.map(({ scores }) => scores.oracle && of(scores.oracle))),
});

/** (appliance − never) ÷ (oracle − never); null without an oracle, or where it is no better or worse than never. */
export function gapClosed({ never, appliance, oracle }: Three): number | null {
  if (never === null || appliance === null || oracle === null) return null;
  const gap = oracle - never;
  return Math.abs(gap) < LEAST_GAP * Math.abs(never) ? null : (appliance - never) / gap;
}

const count = (played: readonly Played[], holds: (each: Played) => boolean): number => played.filter(holds).length;

export function summarise(played: readonly Played[]): Omit<Summary, "metric" | "higher_is_better" | "incidents"> {
  const metric = three(played, (score) => score.metric);
  const logLoss = three(played, (score) => score.logLoss);
  return {
    ...metric,
    gap_closed: gapClosed(metric),
    log_loss: logLoss.never === null ? null : logLoss,
    retrains: count(played, ({ fitted }) => fitted),
    promotions: count(
      played,
      ({ incident }) =>
        incident?.steps.some(({ state }) => state === "verifying" && incident.challenger !== null) ?? false,
    ),
    rejections: count(played, ({ incident }) => incident?.gate?.passed === false),
    rollbacks: played
      .flatMap(({ carried, incident }) => [...carried, ...(incident ? [incident] : [])])
      .filter(({ state }) => state === "rolled_back").length,
    alarms: count(played, ({ block }) => ALARMS.includes(block.diagnosis)),
  };
}
