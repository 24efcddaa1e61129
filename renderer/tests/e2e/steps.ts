/** Steps that journeys have in common, and what the engine itself says of how they went. */
import type { ModelSummary, VersionSummary } from "../../../core/contract/registry.ts";
import { en } from "../../texts/en/index.ts";
import { patients, toCsv } from "./clinic.ts";
import type { EngineVisit } from "./visit.ts";

/** A file of the clinic's past, as it lies on a desk. */
export const clinicFile = (name = "clinic.csv", rows = 900) => ({
  name,
  mimeType: "text/csv",
  buffer: Buffer.from(toCsv(patients(rows, 1))),
});

/** The engine's own answer, as a program with the token gets it. */
export async function askEngine<T>({ engine }: Pick<EngineVisit, "engine">, path: string): Promise<T> {
  const token = new URLSearchParams(engine.ui.split("?")[1]).get("token");
  const reply = await fetch(`${engine.url}/api${path}`, { headers: { authorization: `Bearer ${token}` } });
  if (!reply.ok) throw new Error(`${path} answered ${reply.status}`);
  return (await reply.json()) as T;
}

export const modelsOf = async (visit: Pick<EngineVisit, "engine">): Promise<ModelSummary[]> =>
  (await askEngine<{ models: ModelSummary[] }>(visit, "/models")).models;

export const versionsOf = async (visit: Pick<EngineVisit, "engine">, model: string): Promise<VersionSummary[]> =>
  (await askEngine<{ versions: VersionSummary[] }>(visit, `/models/${model}/versions`)).versions;

/** From the Train page with a file read to training under way. @param seconds one of the budgets offered */
export async function startTraining({ page, hand }: EngineVisit, seconds: number): Promise<void> {
  const budget = en.train.budgets.find((one) => one.seconds === seconds)!;
  await hand.choose(page.getByRole("radio", { name: new RegExp(`^${budget.name}`) }));
  await hand.press(page.getByRole("button", { name: en.train.start }));
}

/** Picks a file on the Train page and waits until it is understood. */
export async function openFile({ page, hand }: EngineVisit, file: ReturnType<typeof clinicFile>): Promise<void> {
  await hand.pickFile(page.getByRole("button", { name: en.train.choose }).first(), file);
  await page.getByText(en.train.columns).waitFor();
}

/** The clinic's model, trained by hand and live as v0001. */
export async function trainClinic(visit: EngineVisit): Promise<void> {
  await visit.open(en.nav.train, "/train");
  await openFile(visit, clinicFile());
  await startTraining(visit, 10);
  await visit.page.getByText(en.train.result.title).waitFor({ timeout: 180_000 });
}
