/** What is known now: the three questions answered, and the figures behind the answers. */
import type { Appliance } from "../appliance.ts";
import {
  type Answer,
  HomeostatError,
  type ModelSummary,
  type StatusLevel,
  type StatusReport,
} from "../contract/index.ts";
import { judgementsOf, lastRelease } from "../heal/index.ts";
import { observeNow } from "../lifecycle.ts";
import { answer, levelOf, observeHost } from "../observe/index.ts";

const liveModels = ({ registry }: Appliance): string[] =>
  registry.models().flatMap(({ name, production }) => (production ? [name] : []));

/** null where the model's files are damaged, so that nothing can be known of it: serving says so, as degraded. */
async function observed({ loop, logger }: Appliance, model: string) {
  try {
    return await observeNow(loop, model);
  } catch (error) {
    if (!(error instanceof HomeostatError) || error.code !== "ARTIFACT_CORRUPT") throw error;
    logger.error({ err: error, model }, "a damaged model cannot be observed");
    return null;
  }
}

/** @param only the one model to look at; all where absent */
async function observeAll(appliance: Appliance, only?: string) {
  const models = [];
  for (const name of liveModels(appliance))
    if (only === undefined || name === only) models.push((await observed(appliance, name)) ?? []);
  return { ...(await machineFacts(appliance)), models: models.flat() };
}

export const machineFacts = async (appliance: Appliance) => ({
  service: appliance.metrics.facts(),
  host: await observeHost(),
});

/** A service whose alerts do not arrive is not quite well. */
function withTroubles({ status, evidence }: Answer, troubles: string[]): Answer {
  if (troubles.length === 0) return { status, evidence };
  return { status: status === "ok" ? "watch" : status, evidence: [...evidence, ...troubles] };
}

/** Looks at everything anew; nothing is decided or stored. */
export async function statusSummary(appliance: Appliance): Promise<StatusReport> {
  const { service, ...rest } = answer(await observeAll(appliance));
  const told = withTroubles(service, appliance.alerting.troubles());
  const troubles = appliance.watchdog.troubles();
  if (troubles.length === 0) return { ...rest, service: told };
  return { ...rest, service: { status: "act", evidence: [...troubles, ...told.evidence] } };
}

/** @param asked one model, and whether with its drift report; everything where absent */
export async function statusFacts(appliance: Appliance, asked: { model?: string; drift?: boolean } = {}) {
  const { service, host, models } = await observeAll(appliance, asked.model);
  const told = models.map(({ facts }) => (asked.drift === false ? { ...facts, drift: null } : facts));
  return { service, host, models: told };
}

/** What the newest turn of the watch made of the version that is live; a look, where no turn has come yet. */
async function statusOf(
  appliance: Appliance,
  { name, production }: { name: string; production: string | null },
): Promise<StatusLevel> {
  if (!production) return "unknown";
  const { loop, sessions } = appliance;
  const [judgement] = judgementsOf(loop, { model: name, limit: 1 });
  const wentLive = lastRelease(loop, name)?.at ?? 0;
  const isWhole = sessions.live().some(({ model, degraded }) => model === name && !degraded);
  if (isWhole && judgement && Date.parse(judgement.to) >= wentLive) return levelOf(judgement.diagnosis);
  const found = await observed(appliance, name);
  return found ? levelOf(found.diagnosis.diagnosis) : "act";
}

/** Each model with its own answer to the third question. */
export async function modelSummaries(appliance: Appliance): Promise<ModelSummary[]> {
  const summaries: ModelSummary[] = [];
  for (const model of appliance.registry.models())
    summaries.push({ ...model, status: await statusOf(appliance, model) });
  return summaries;
}
