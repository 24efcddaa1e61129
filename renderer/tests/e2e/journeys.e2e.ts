/**
 * What people come for, from the first click to the end, in a real Chromium on the real engine, each with a pointer and
 * by the keyboard alone: `npm run test:e2e`.
 */
import { describe, expect, test } from "vitest";
import type { Incident } from "../../../core/contract/incidents.ts";
import { en } from "../../texts/en/index.ts";
import { useBrowser } from "../harness.ts";
import { ask, patients, report } from "./clinic.ts";
import { askEngine, clinicFile, modelsOf, openFile, startTraining, trainClinic, versionsOf } from "./steps.ts";
import { type EngineVisit, visitEngine } from "./visit.ts";

const app = useBrowser();

/** Rows of the turned world are answered, what became of them is reported, and the page is asked for a check. */
async function liveAndCheck({ engine, page, hand }: EngineVisit, seed: number): Promise<void> {
  await report(engine.url, await ask(engine.url, "clinic", patients(400, seed, true)));
  const check = page.getByRole("button", { name: en.drift.check });
  await hand.press(check);
  await expect.poll(() => check.isEnabled(), { timeout: 300_000 }).toBe(true);
}

/** The world turns: rows and outcomes come until the engine has a repair that waits for a person. */
async function turnTheWorld(visit: EngineVisit): Promise<Incident> {
  for (let block = 0; block < 8; block += 1) {
    await liveAndCheck(visit, 10 + block);
    const { incidents } = await askEngine<{ incidents: Incident[] }>(visit, "/incidents?open=true");
    const waiting = incidents.find((incident) => incident.waiting);
    if (waiting) return waiting;
  }
  throw new Error("no repair was proposed");
}

describe.each(["pointer", "keyboard"] as const)("with the %s", (name) => {
  test("a first model from sample data, and its answer", async () => {
    await using visit = await visitEngine(app.browser(), name);
    const { page, hand, errors, strangers } = visit;
    await visit.open(en.nav.train, "/train");
    await hand.press(page.getByRole("button", { name: en.train.sample }));
    await page.getByText(en.train.found("600", "8")).waitFor();
    await startTraining(visit, 10);
    await page.getByText(en.train.result.title).waitFor({ timeout: 180_000 });
    await hand.press(page.getByRole("link", { name: en.train.next.predict }));
    const age = page.getByLabel("age", { exact: true }).first();
    await hand.type(age, "81");
    await hand.press(page.getByRole("button", { name: en.predict.ask, exact: true }));
    await page.getByText(en.predict.sure("").trim()).first().waitFor();
    expect(await modelsOf(visit)).toMatchObject([{ name: "readmissions", production: "v0001", versions: 1 }]);
    expect({ errors, strangers }).toEqual({ errors: [], strangers: [] });
  });

  test("drift is seen, a repair waits, and is healed by approval; then back by roll-back", async () => {
    await using visit = await visitEngine(app.browser(), name, { quiet: true });
    const { page, hand } = visit;
    await trainClinic(visit);
    await visit.open(en.nav.drift, "/drift");
    const { id, champion, challenger } = await turnTheWorld(visit);
    expect([champion, challenger]).toEqual(["v0001", expect.stringMatching(/^v000\d$/)]);

    await visit.open(en.nav.overview, "/");
    await page.getByText(en.overview.waiting(1)).first().waitFor();
    await hand.press(page.getByRole("button", { name: /^Approve/ }).first());
    await page.getByText(en.overview.waiting(1)).first().waitFor({ state: "detached" });
    await expect.poll(async () => (await modelsOf(visit))[0]?.production, { timeout: 60_000 }).toBe(challenger);

    // What came after the switch is answered rightly again, window by window: the incident ends well.
    await visit.open(en.nav.drift, "/drift");
    const state = async () => (await askEngine<Incident>(visit, `/incidents/${id}`)).state;
    for (let block = 0; block < 8 && (await state()) !== "closed"; block += 1) await liveAndCheck(visit, 40 + block);
    expect(await state()).toBe("closed");

    await visit.open(en.nav.models, "/models");
    await hand.press(page.getByRole("button", { name: en.models.rollback }));
    await page.getByText(en.models.rolledBack("v0001")).first().waitFor();
    expect((await modelsOf(visit))[0]?.production).toBe("v0001");
    expect(visit.errors).toEqual([]);
  });

  test("outcomes come in a file, are looked at first, and then recorded", async () => {
    await using visit = await visitEngine(app.browser(), name);
    const { page, hand, engine } = visit;
    await trainClinic(visit);
    const asked = await ask(engine.url, "clinic", patients(20, 3));
    const lines = ["prediction_id,better", ...asked.map(({ id, outcome }) => `${id},${outcome}`), "nobody,yes"];
    await visit.open(en.nav.outcomes, "/outcomes");
    const file = { name: "outcomes.csv", mimeType: "text/csv", buffer: Buffer.from(lines.join("\n")) };
    await hand.pickFile(page.getByRole("button", { name: en.train.choose }).first(), file);
    await hand.press(page.getByRole("button", { name: en.outcomeFile.record("20") }));
    await page.getByText(en.outcomeFile.results.accepted.done, { exact: true }).waitFor();
    const { predictions } = await askEngine<{ predictions: { outcome: unknown }[] }>(
      visit,
      "/predictions?model=clinic&limit=20",
    );
    expect(predictions.map(({ outcome }) => outcome)).toEqual(asked.map(({ outcome }) => outcome).reverse());
  });

  test("the engine is killed mid-training and comes back: it is said, what was typed is kept, and it goes on", async () => {
    await using visit = await visitEngine(app.browser(), name);
    const { page, hand, engine } = visit;
    await visit.open(en.nav.train, "/train");
    await openFile(visit, clinicFile());
    await hand.type(page.getByLabel(en.train.name), "night_shift");
    await startTraining(visit, 120);
    await page.getByText(en.train.training("better")).waitFor();
    await engine.kill();
    await page.getByText(en.problem.unreachable).first().waitFor();
    await engine.restart();
    await page.getByText(en.problem.unreachable).first().waitFor({ state: "detached" });
    expect(await versionsOf(visit, "night_shift").catch(() => [])).toEqual([]);
    expect(await page.getByLabel(en.train.name).inputValue()).toBe("night_shift");
    await startTraining(visit, 10);
    await page.getByText(en.train.result.title).waitFor({ timeout: 180_000 });
    expect(await modelsOf(visit)).toMatchObject([{ name: "night_shift", production: "v0001" }]);
  });

  test("the engine cannot be reached: it is said, what was typed is kept, and it is found again by itself", async () => {
    await using visit = await visitEngine(app.browser(), name);
    const { page, hand, engine } = visit;
    await trainClinic(visit);
    await visit.open(en.nav.predict, "/predict");
    const dose = page.getByLabel("dose", { exact: true }).first();
    await hand.type(dose, "97");
    await engine.kill();
    await page.getByText(en.problem.unreachable).first().waitFor();
    expect(await dose.inputValue()).toBe("97");
    const button = page.getByRole("button", { name: en.predict.ask, exact: true });
    await hand.press(button);
    await engine.restart();
    await hand.press(button);
    await page.getByText(en.predict.sure("").trim()).first().waitFor();
    await expect.poll(() => page.getByText(en.problem.unreachable).count(), { timeout: 30_000 }).toBe(0);
    expect(await dose.inputValue()).toBe("97");
  });
});
