/** Whether a model can still be believed, why, and what Homeostat did about it: sentences for the first screen. */
import type { StatusLevel } from "../../core/contract/facts.ts";
import { type Incident, type Judgement, TERMINAL_STATES } from "../../core/contract/incidents.ts";
import type { ModelSummary } from "../../core/contract/registry.ts";
import { inWords, t } from "../texts/index.ts";

export interface Belief {
  model: string;
  level: StatusLevel;
  /** Can it be believed? */
  sentence: string;
  /** What speaks for that; empty where nothing is known. */
  why: string[];
  did: string;
}

const isWorkedOn = ({ state }: Incident): boolean => !TERMINAL_STATES.includes(state);

function openWork({ decision, state, challenger }: Incident): string {
  const { did } = t.overview;
  if (decision === "quarantine") return did.setAside;
  if (challenger === null) return did.comparing;
  if (state === "shadow" || state === "canary") return did.trying(challenger);
  return state === "verifying" || state === "promoting" ? did.verifying(challenger) : did.comparing;
}

/** What is being done about a model, or was decided last. */
function whatItDid(judgement: Judgement | null, incidents: readonly Incident[]): string {
  const { did } = t.overview;
  const waiting = incidents.find((incident) => incident.waiting);
  if (waiting?.decision === "quarantine") return did.repairWaits;
  if (waiting) return waiting.challenger === null ? did.decisionWaits : did.challengerWaits(waiting.challenger);
  const open = incidents.find(isWorkedOn);
  if (open) return openWork(open);
  if (!judgement) return did.nothing;
  const last = incidents.find(({ id }) => id === judgement.incident);
  return (last && whatCameOf(last)) ?? did.decided[judgement.decision];
}

/** How a comparison of versions ended; null for what was none. */
function whatCameOf({ decision, champion, challenger, gate, state, steps }: Incident): string | null {
  const { did } = t.overview;
  if (decision !== "retrain" && decision !== "reweight") return null;
  const stays = state === "closed" || (state === "held" && steps.some(({ data }) => data?.verified !== undefined));
  if (stays && challenger !== null && gate?.passed) return did.replaced(challenger);
  return champion === null ? null : did.kept(champion);
}

/**
 * @param judgement the newest of this model
 * @param incidents of this model, newest first
 */
export function beliefOf(
  { name, status, production }: ModelSummary,
  judgement: Judgement | null,
  incidents: readonly Incident[],
): Belief {
  const { beliefs } = t.overview;
  if (production === null)
    return { model: name, level: "unknown", sentence: beliefs.notLive(name), why: [], did: t.overview.did.notLive };
  const did = whatItDid(judgement, incidents);
  if (!judgement) return { model: name, level: status, sentence: beliefs.tooNew(name), why: [], did };
  return {
    ...{ model: name, level: status, did },
    sentence: beliefs.by[judgement.diagnosis](name),
    why: judgement.evidence.slice(0, 2).map(inWords),
  };
}

/** From ill to well; not knowing is worse than something to keep an eye on. */
export const LEVELS: readonly StatusLevel[] = ["act", "unknown", "watch", "ok"];

export interface Headline {
  level: StatusLevel;
  sentence: string;
  /** The model that it is about, where it is about one. */
  about: Belief | null;
}

/** The first screen's one sentence: the worst speaks. @param beliefs of live models; of others where none is live */
export function headline(beliefs: readonly Belief[]): Headline {
  const level = LEVELS.find((one) => beliefs.some((belief) => belief.level === one)) ?? "unknown";
  const concerned = beliefs.filter((belief) => belief.level === level);
  const [first] = concerned;
  if (first && concerned.length === 1) return { level, sentence: first.sentence, about: first };
  const names = concerned.map(({ model }) => model);
  return { level, sentence: t.overview.headlines[level](names, beliefs.length), about: null };
}
