/** Overview, Drift, Incidents, API and Settings: what a person finds there, and what is sent for it. */
import { expect, test } from "vitest";
import { eventually } from "../../core/testing/eventually.ts";
import { fullWorld } from "./double-world.ts";
import { useBrowser } from "./harness.ts";

const app = useBrowser();

test("a first model from sample data in one click", async () => {
  await using visit = await app.visit({ world: "empty" });
  const { page } = visit;
  await page.getByRole("button", { name: "A first model in one click" }).click();
  await page.getByText("Your model is ready").waitFor();
  expect(visit.double.world.versions.size).toBe(1);
  expect(visit.errors).toEqual([]);
});

test("what happened is found by model and by kind, and what was only watched is told too", async () => {
  await using visit = await app.visit();
  const { page } = visit;
  await visit.go("/incidents");
  const entries = page.locator("main ul button[aria-pressed]");
  await page.getByText("Watched", { exact: false }).first().waitFor();
  const all = await entries.count();
  await page.getByRole("combobox", { name: "Model" }).click();
  await page.getByRole("option", { name: "bike_demand" }).click();
  await expect.poll(() => entries.count()).toBeLessThan(all);
  await page.getByRole("combobox", { name: "Kind" }).click();
  await page.getByRole("option", { name: "Machine under pressure" }).click();
  await expect.poll(() => entries.count()).toBe(1);
  await page.getByText("The machine is busy: training waits.").waitFor();
  await page.getByText("Answering comes first; training waits until there is room again.").waitFor();
  expect(visit.errors).toEqual([]);
});

test("an incident says what it brought, and its evidence is a click away", async () => {
  await using visit = await app.visit();
  const { page } = visit;
  await visit.go("/incidents");
  await page.getByRole("button", { name: /^The world changed/ }).click();
  await page.getByText("The error is 17.6% smaller on the 200 outcomes since.").waitFor();
  await page.getByText("Saved so far: 155 EUR.").waitFor();
  await page.getByRole("button", { name: "Show the evidence" }).click();
  await page.getByRole("cell", { name: "Calibration error" }).waitFor();
});

test("a version that is being made can be stopped", async () => {
  const world = fullWorld(Date.now());
  const waiting = world.incidents.find(({ waiting }) => waiting)!;
  Object.assign(waiting, { state: "acting", decision: "retrain", waiting: false });
  await using visit = await app.visit({ world });
  const { page, double } = visit;
  await visit.go("/incidents");
  await page.getByText("A new version is being fitted and judged.").waitFor();
  await page.getByRole("main").getByRole("button", { name: "Stop", exact: true }).click();
  await page.getByText("A new version is being fitted and judged.").waitFor({ state: "detached" });
  expect(double.world.incidents.find(({ id }) => id === waiting.id)).toMatchObject({
    outcome: "Stopped by a person.",
  });
  expect(visit.errors).toEqual([]);
});

test("a retraining tells how far it is wherever one looks, outlives a reload, and its cancel is the incident's stop", async () => {
  await using visit = await app.visit({ pace: "held" });
  const { page, double } = visit;
  await visit.go("/models");
  await page.getByRole("button", { name: "Retrain" }).click();
  await page.getByText("A refit test was started; follow it under Incidents.").waitFor();
  const bars = page.getByRole("progressbar", { name: "Retrain diabetes" });
  await bars.waitFor();
  await visit.go("/");
  await page.getByRole("main").getByText("Reading what came").waitFor();
  await expect.poll(() => double.step()).toBe(1);
  await page.getByRole("main").getByText("Trying versions without the rows that judge").waitFor();
  await page.getByRole("main").getByText(/^20%/).waitFor();

  // From the tray to the incident, whose own button says the same.
  await page.getByRole("link", { name: "Retrain diabetes" }).click();
  await page.getByText("A new version is being fitted and judged.").waitFor();
  await page.getByRole("main").getByText("Trying versions without the rows that judge").waitFor();
  await page.reload();
  await page.getByText("A new version is being fitted and judged.").waitFor();
  await expect.poll(() => double.step()).toBe(1);
  await page.getByRole("main").getByText("Trying which rows should count more").waitFor();
  await page.getByRole("button", { name: "Cancel Retrain diabetes" }).click();
  await page.getByText("Stopped by a person.").first().waitFor();
  await bars.first().waitFor({ state: "detached" });
  expect(double.world.incidents[0]).toMatchObject({ state: "closed", outcome: "Stopped by a person." });
  expect(double.world.audit.at(-1)).toMatchObject({ actor: "user", action: "reject" });
  expect(visit.errors).toEqual([]);
});

test("the report of the newest check opens in one click", async () => {
  await using visit = await app.visit();
  const { page } = visit;
  await visit.go("/drift");
  await page.getByRole("button", { name: "Report", exact: true }).click();
  await page.frameLocator("iframe[sandbox='']").getByRole("heading", { name: "The data have changed" }).waitFor();
});

test("the token is hidden until it is asked for; a row is tried as typed", async () => {
  await using visit = await app.visit();
  const { page } = visit;
  await visit.go("/api");
  await page.getByRole("button", { name: "Show", exact: true }).waitFor();
  expect(await page.getByText("token-of-the-double").count()).toBe(0);
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await page.getByText("token-of-the-double").waitFor();
  const row = page.getByLabel("The row, as JSON");
  const typical = await row.inputValue();
  await row.fill("{ Glucose: 148 }");
  await page.getByText("This is no JSON object yet").waitFor();
  expect(await page.getByRole("button", { name: "Try it" }).isDisabled()).toBe(true);
  await row.fill(typical.replace(/"Glucose": [\d.]+/, '"Glucose": 151'));
  await page.getByRole("button", { name: "Try it" }).click();
  await page.getByRole("status").getByText("prediction_id").waitFor();
  const logged = visit.double.world.predictions.get("diabetes")![0]!;
  expect(logged.input).toMatchObject({ Glucose: 151 });
});

test("a schedule is checked before it is used, groups are protected, a default comes back", async () => {
  await using visit = await app.visit();
  const { page } = visit;
  await visit.go("/settings");
  const policy = visit.double.world.policies.get("diabetes")!;
  const schedule = page.getByRole("combobox", { name: "Try another version on schedule", exact: true });
  await schedule.click();
  await page.getByRole("option", { name: "Own (cron)" }).click();
  const cron = page.getByLabel("Try another version on schedule: cron expression");
  await cron.fill("every monday");
  await page.getByText('"every monday" is no cron expression.').waitFor();
  await schedule.click();
  await page.getByRole("option", { name: "Every day" }).click();
  await page
    .getByText(/^Next: /)
    .first()
    .waitFor();
  await page.getByRole("button", { name: "Age", exact: true }).click();
  await page.getByLabel("Hours a repair waits for you").fill("12");
  await page.getByRole("button", { name: "Reset: Hours a repair waits for you" }).click();
  await page.getByText("2 changes").waitFor();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("2 changes").waitFor({ state: "detached" });
  expect(policy).toMatchObject({ schedule: "0 6 * * *", protected: ["Age"], approval_hours: 72 });
});

test("a check asked for tells its progress, goes on while the page is left, and can be cancelled", async () => {
  await using visit = await app.visit({ pace: "held" });
  const { page, double } = visit;
  const known = () => double.world.checks.get("diabetes")?.length ?? 0;
  const before = known();
  await visit.go("/drift");
  const ask = page.getByRole("button", { name: "Check now" });
  const bar = page.getByRole("progressbar", { name: "Check diabetes" });
  await ask.click();
  await page.getByRole("button", { name: "Cancel Check diabetes" }).last().click();
  await page.getByText("The check was cancelled; nothing was changed.").waitFor();
  expect(known()).toBe(before);
  await ask.click();
  await bar.first().waitFor();
  await visit.go("/host");
  await bar.waitFor();
  double.goOn();
  await bar.waitFor({ state: "detached" });
  await visit.go("/drift");
  await expect.poll(known).toBe(before + 1);
  // The refused reply is of the check that was cancelled.
  expect(visit.errors.filter((error) => !error.includes("/api/rpc/status/check"))).toEqual([]);
});

test("the audit trail is told in sentences, found by kind, model and person, and says what a check of it means", async () => {
  await using visit = await app.visit();
  const { page } = visit;
  await visit.go("/audit");
  const rows = page.locator("main tbody[data-index]");
  await page.getByText("v0003 of diabetes went live in place of v0002.").waitFor();
  const choose = async (list: string, option: string) => {
    await page.getByRole("combobox", { name: list, exact: true }).click();
    await page.getByRole("option", { name: option, exact: true }).click();
  };
  await choose("Kind", "Put live");
  await expect.poll(() => rows.count()).toBe(5);
  await choose("Model", "bike_demand");
  await expect.poll(() => rows.count()).toBe(2);
  await choose("Who", "A person");
  await expect.poll(() => rows.allTextContents()).toEqual([expect.stringContaining("v0001 of bike_demand went live.")]);
  await page.getByText("1 of 14", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Verify" }).click();
  await page.getByText("nothing was altered, put in or taken out", { exact: false }).waitFor();
  expect(visit.errors).toEqual([]);
});

test("of many columns the first are listed; more on demand, and one that the address names is opened", async () => {
  const world = fullWorld(Date.now());
  const checks = world.checks.get("diabetes")!;
  for (const { report } of checks) {
    const [like] = report.features;
    const further = Array.from({ length: 100 }, (_, k) => ({
      ...{ ...like!, name: `marker ${k}`, drifted: false, severity: "none" as const },
      effect: { ...like!.effect, psi: 0 },
    }));
    report.features = [...report.features, ...further];
  }
  const total = checks.at(-1)!.report.features.length;
  await using visit = await app.visit({ world });
  const { page } = visit;
  await visit.go("/drift");
  const rows = page.locator("main tbody[data-open]");
  await eventually(async () => expect(await rows.count()).toBe(40));
  await page.evaluate(() => {
    location.hash = "/drift?feature=marker 99";
  });
  const opened = page.locator("main tbody[data-open=true]");
  await eventually(async () => expect(await opened.count()).toBe(1));
  expect(await opened.innerText()).toContain("marker 99");
  await page.getByRole("button", { name: `${total - 41} more columns` }).click();
  await eventually(async () => expect(await rows.count()).toBe(total));
  expect(visit.errors).toEqual([]);
});
