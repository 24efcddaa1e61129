/** Versions: their line, two side by side, the gate's word before a promotion, going back and undoing it, files. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { SCHEMAS, version } from "./double-models.ts";
import { fullWorld } from "./double-world.ts";
import { useBrowser } from "./harness.ts";

const app = useBrowser();

test("the gate speaks before a version goes live, and one that it refuses needs a reason", async () => {
  await using visit = await app.visit();
  const { page, double } = visit;
  await visit.go("/models");
  await page.getByRole("button", { name: /^v0002/ }).click();
  await page.getByRole("button", { name: "Promote" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("The gate says no; the live version stays.").waitFor();
  expect(await dialog.getByRole("button", { name: "Promote it all the same" }).isDisabled()).toBe(true);
  await dialog.getByRole("button", { name: "Cancel" }).click();

  await page.getByRole("button", { name: /^v0004/ }).click();
  await page.getByRole("button", { name: "Promote" }).click();
  await page.getByText("The gate agrees.").waitFor();
  expect(double.world.versions.get("diabetes")?.map(({ stage }) => stage)).toEqual([
    "archived",
    "archived",
    "production",
    "candidate",
  ]);
  await page.getByRole("dialog").getByRole("button", { name: "Put it live" }).click();
  await page.getByText("v0004 is live.").waitFor();
});

test("a comparison tells how far it is, is found again, and can be stopped; so can a promotion before it goes live", async () => {
  await using visit = await app.visit({ pace: "held" });
  const { page, double } = visit;
  await visit.go("/models");
  await page.getByRole("button", { name: /^v0004/ }).click();
  const promote = page.getByRole("button", { name: "Promote" });
  const dialog = page.getByRole("dialog");
  const judging = dialog.getByRole("progressbar", { name: "Judge diabetes v0004" });
  const stop = dialog.getByRole("button", { name: "Stop" });
  const live = () => double.world.versions.get("diabetes")?.find(({ stage }) => stage === "production")?.version;
  await promote.click();
  await judging.waitFor();
  await expect.poll(() => double.step()).toBe(1);
  await dialog.getByText("Trying versions without the rows that judge").waitFor();
  await dialog.getByText(/^25%/).waitFor();
  await stop.click();
  await dialog.getByText("The comparison was stopped; nothing was changed.").waitFor();

  // Left behind by a reload, it goes on, and is found again where it was asked for.
  await dialog.getByRole("button", { name: "Compare again" }).click();
  await judging.waitFor();
  await page.reload();
  await page.getByRole("button", { name: /^v0004/ }).click();
  await promote.click();
  await judging.waitFor();
  for (let step = 0; step < 4; step += 1) await expect.poll(() => double.step()).toBe(1);
  await dialog.getByText("The gate agrees.").waitFor();
  expect([...double.world.jobs.values()].filter(({ kind }) => kind === "gate")).toHaveLength(2);

  await dialog.getByRole("button", { name: "Put it live" }).click();
  await dialog.getByRole("progressbar", { name: "Promote diabetes v0004" }).waitFor();
  await stop.click();
  await dialog.getByText("Stopped before it went live; nothing was changed.").waitFor();
  expect(live()).toBe("v0003");
  await dialog.getByRole("button", { name: "Put it live" }).click();
  double.goOn();
  await page.getByText("v0004 is live.").waitFor();
  expect(live()).toBe("v0004");
});

test("going back takes one click, and so does undoing it", async () => {
  await using visit = await app.visit();
  const { page, double } = visit;
  await visit.go("/models");
  await page.getByRole("button", { name: "Roll back" }).click();
  await page.getByText("v0002 is live again.").waitFor();
  const stages = () => double.world.versions.get("diabetes")?.map(({ stage }) => stage);
  expect(stages()).toEqual(["archived", "production", "rejected", "candidate"]);
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByText("Undone: v0003 is live again.").waitFor();
  expect(stages()).toEqual(["archived", "archived", "production", "candidate"]);
});

test("any two versions stand side by side, with intervals, and chance is said", async () => {
  await using visit = await app.visit();
  const { page } = visit;
  await visit.go("/models");
  await page.getByText("Compare", { exact: true }).click();
  await page
    .getByText("v0003 measures better (ROC-AUC by 0.013), but their intervals overlap: it may be chance.")
    .waitFor();
  await page.getByRole("combobox", { name: "Compare with" }).click();
  await page.getByRole("option", { name: "v0001" }).click();
  await page.getByRole("columnheader", { name: "v0001" }).waitFor();
  await page.getByText("these figures do not say which is better now").waitFor();
  await page.getByRole("button", { name: /^v0004/ }).click();
  await page.getByRole("columnheader", { name: "v0004" }).waitFor();
  expect(visit.errors).toEqual([]);
});

test("a version's card is read and kept, its ONNX file downloaded", async () => {
  await using visit = await app.visit();
  const { page } = visit;
  await visit.go("/models");
  await page.getByRole("button", { name: "Model card" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("heading", { name: "diabetes v0003", exact: true }).waitFor();
  await dialog.getByRole("cell", { name: "DiabetesPedigreeFunction" }).waitFor();
  const [card] = await Promise.all([
    page.waitForEvent("download"),
    dialog.getByRole("button", { name: "Download" }).click(),
  ]);
  expect(card.suggestedFilename()).toBe("diabetes-v0003-card.md");
  expect(readFileSync(await card.path(), "utf8")).toContain("# diabetes v0003");
  await page.keyboard.press("Escape");
  const [onnx] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "ONNX model" }).click(),
  ]);
  expect(onnx.suggestedFilename()).toBe("diabetes-v0003-model.onnx");
  expect(visit.errors).toEqual([]);
});

test("of 500 versions the newest are drawn, older ones when asked, and a chain of parents is followed", async () => {
  const world = fullWorld(Date.now());
  const [first] = world.versions.get("diabetes") ?? [];
  const made = Array.from({ length: 500 }, (_, i) =>
    version("diabetes", SCHEMAS.diabetes, i, {
      ...{ stage: i === 498 ? "production" : "archived", at: new Date(i * 1000).toISOString() },
      ...{ trigger: "more_data", rows: 100 + i, metrics: first?.metrics ?? {} },
    }),
  );
  world.versions.set("diabetes", made);
  await using visit = await app.visit({ world });
  const { page } = visit;
  await visit.go("/models");
  const timeline = page.getByRole("region", { name: "Versions" });
  await timeline.getByRole("button", { name: /^v0500/ }).waitFor();
  expect(await timeline.getByRole("listitem").count()).toBe(40);
  await timeline.getByRole("button", { name: "Show 460 older" }).click();
  await expect.poll(() => timeline.getByRole("listitem").count()).toBe(80);
});

test("a promotion can be taken back at once", async () => {
  await using visit = await app.visit();
  const { page, double } = visit;
  const live = () => double.world.versions.get("diabetes")?.find(({ stage }) => stage === "production")?.version;
  const before = live();
  await visit.go("/models");
  await page.locator("main [data-rove] button").first().click();
  await page.getByRole("button", { name: "Promote", exact: true }).click();
  await page.getByRole("button", { name: "Put it live" }).click();
  await page.getByText(/^v0004 is live/).waitFor();
  await page.getByRole("button", { name: "Undo" }).first().click();
  await page.getByText(`Undone: ${before} is live again.`).waitFor();
  expect(live()).toBe(before);
});

test("a version on trial: who answers, what was counted, what comes next", async () => {
  const world = fullWorld(Date.now());
  const challenger = world.versions.get("diabetes")?.at(-1);
  const incident = world.incidents[0];
  if (!challenger || !incident) throw new Error("the double has no challenger");
  challenger.stage = "canary";
  Object.assign(incident, { state: "canary", waiting: false, challenger: challenger.version, champion: "v0003" });
  Object.assign(world.policies.get("diabetes") ?? {}, { rollout: "canary" });
  await using visit = await app.visit({ world });
  const { page } = visit;
  await visit.go("/models");
  const row = page.getByRole("row", { name: /^v0004 Canary 5%/ });
  await row.waitFor();
  await page.getByText("The outcomes do not tell yet whether v0004 is better.").waitFor();
  await page.getByText("v0004: next 25% of the requests", { exact: false }).waitFor();
  await visit.go("/incidents");
  await row.waitFor();
  expect(visit.errors).toEqual([]);
});
