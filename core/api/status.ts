/** What is known now: the three questions answered, and the figures behind the answers. */
import type { Appliance } from "../appliance.ts";
import {
  type Answer,
  HomeostatError,
  type HostFacts,
  type ModelSummary,
  type ServiceFacts,
  type StatusLevel,
  type StatusReport,
} from "../contract/index.ts";
import { observeNow } from "../lifecycle.ts";
import { answer, observeHost } from "../observe/index.ts";

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

async function observeAll(appliance: Appliance) {
  const models = [];
  for (const name of liveModels(appliance)) models.push((await observed(appliance, name)) ?? []);
  return { service: appliance.metrics.facts(), host: await observeHost(), models: models.flat() };
}

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

export async function statusFacts(appliance: Appliance) {
  const { service, host, models } = await observeAll(appliance);
  return { service, host, models: models.map(({ facts }) => facts) };
}

async function statusOf(
  appliance: Appliance,
  { name, production }: { name: string; production: string | null },
  around: { service: ServiceFacts; host: HostFacts },
): Promise<StatusLevel> {
  if (!production) return "unknown";
  const model = await observed(appliance, name);
  return model ? answer({ ...around, models: [model] }).model.status : "act";
}

/** Each model with its own answer to the third question. */
export async function modelSummaries(appliance: Appliance): Promise<ModelSummary[]> {
  const host = await observeHost();
  const service = appliance.metrics.facts();
  const summaries: ModelSummary[] = [];
  for (const model of appliance.registry.models()) {
    summaries.push({ ...model, status: await statusOf(appliance, model, { service, host }) });
  }
  return summaries;
}
