/** What is known now: the three questions answered, and the figures behind the answers. */
import type { Appliance } from "../appliance.ts";
import type { ModelSummary, StatusLevel, StatusReport } from "../contract/index.ts";
import { observeNow } from "../lifecycle.ts";
import { answer, observeHost } from "../observe/index.ts";

const liveModels = ({ registry }: Appliance): string[] =>
  registry.models().flatMap(({ name, production }) => (production ? [name] : []));

async function observeAll(appliance: Appliance) {
  const models = [];
  for (const name of liveModels(appliance)) models.push(await observeNow(appliance.loop, name));
  const degraded = appliance.sessions.live().some((live) => live.degraded);
  return { service: { ...appliance.metrics.facts(), degraded }, host: await observeHost(), models };
}

/** Looks at everything anew; nothing is decided or stored. */
export const statusSummary = async (appliance: Appliance): Promise<StatusReport> => answer(await observeAll(appliance));

export async function statusFacts(appliance: Appliance) {
  const { service, host, models } = await observeAll(appliance);
  return { service, host, models: models.map(({ facts }) => facts) };
}

/** Each model with its own answer to the third question. */
export async function modelSummaries(appliance: Appliance): Promise<ModelSummary[]> {
  const host = await observeHost();
  const service = appliance.metrics.facts();
  const summaries: ModelSummary[] = [];
  for (const model of appliance.registry.models()) {
    const status: StatusLevel = model.production
      ? answer({ service, host, models: [await observeNow(appliance.loop, model.name)] }).model.status
      : "unknown";
    summaries.push({ ...model, status });
  }
  return summaries;
}
