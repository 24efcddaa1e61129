/** From a table to a version, with all that goes wrong on the way, in a real Chromium. */
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../core/testing/temporary.ts";
import { createDouble } from "./double.ts";
import { emptyWorld, fullWorld } from "./double-world.ts";
import { useBrowser } from "./harness.ts";
import { serve } from "./server.ts";

const app = useBrowser();
const folder = temporaryFolder();

test("training goes on while the page is left, is shown everywhere, and its result waits", async () => {
  await using visit = await app.visit({ pace: "held" });
  const { page, double } = visit;
  await visit.go("/train");
  await page.getByRole("button", { name: "Use sample data" }).click();
  await page.getByRole("button", { name: "Start training" }).click();
  await page.getByRole("button", { name: "Cancel training" }).waitFor();
  await expect.poll(() => double.step()).toBe(1);
  await page.getByRole("cell", { name: "Gradient boosting" }).waitFor();
  await page.getByRole("link", { name: "Audit" }).click();
  await page.getByRole("progressbar", { name: "Train on readmissions.csv" }).waitFor();
  await page.getByRole("link", { name: "Train", exact: true }).click();
  double.goOn();
  await page.getByText("Your model is ready").waitFor();
});

test("training can be cancelled, and what was typed is still there", async () => {
  await using visit = await app.visit({ pace: "held" });
  const { page } = visit;
  await visit.go("/train");
  await page.getByRole("button", { name: "Use sample data" }).click();
  await page.getByLabel("Name of the model").fill("my_stays");
  await page.getByRole("button", { name: "Start training" }).click();
  await page.getByRole("button", { name: "Cancel training" }).click();
  await page.getByText("Training was cancelled; nothing was changed.").waitFor();
  expect(await page.getByLabel("Name of the model").inputValue()).toBe("my_stays");
  expect(visit.double.world.versions.has("my_stays")).toBe(false);
});

test("a column left out by hand is not learned from", async () => {
  await using visit = await app.visit();
  const { page } = visit;
  await visit.go("/train");
  await page.getByRole("button", { name: "Use sample data" }).click();
  await page.getByRole("switch", { name: "Use ward" }).click();
  await page.getByRole("button", { name: "Start training" }).click();
  await page.getByText("Your model is ready").waitFor();
  const features = visit.double.world.versions.get("readmissions")?.[0]?.schema.features.map(({ name }) => name);
  expect(features).not.toContain("ward");
  expect(features).toContain("age");
});

test("a file that is no table is refused in the catalogue's words", async () => {
  await using visit = await app.visit();
  const { page } = visit;
  await visit.go("/train");
  await page
    .locator("input[type=file]")
    .setInputFiles({ name: "empty.csv", mimeType: "text/csv", buffer: Buffer.of() });
  const alert = page.getByRole("alert");
  await alert.waitFor();
  expect(await alert.textContent()).toContain("is empty. Export the table again with its rows.");
  await page.getByText("Drop a table here").waitFor();
});

test("a search is ended early, and the best so far is kept", async () => {
  await using visit = await app.visit({ world: "empty", pace: "held" });
  const { page, double } = visit;
  await visit.go("/train");
  await page.getByRole("button", { name: "Use sample data" }).click();
  await page.getByRole("button", { name: "Start training" }).click();
  await expect.poll(() => double.step()).toBe(1);
  await page.getByRole("cell", { name: "Gradient boosting" }).waitFor();
  await page.getByRole("button", { name: "Stop here and keep the best" }).click();
  await page.getByText("Your model is ready").waitFor();
  expect(visit.double.world.versions.get("readmissions")).toHaveLength(1);
});

test("what was found is accepted or declined, and what was said of a column goes with it", async () => {
  await using visit = await app.visit();
  const { page } = visit;
  await visit.go("/train");
  const lines = Array.from(
    { length: 40 },
    (_, i) => `${i},${i % 9 === 0 ? -999 : 90 + i},${i % 2 === 0 ? "yes" : "no"}`,
  );
  const buffer = Buffer.from(["visit_id,glucose,ill", ...lines].join("\n"));
  await page.locator("input[type=file]").setInputFiles({ name: "visits.csv", mimeType: "text/csv", buffer });
  await page.getByText("names single rows, so it would be learnt by heart").waitFor();
  await page.getByText("has -999 where a value seems to be missing").waitFor();
  const sent: unknown[] = [];
  page.on("request", (request) => {
    if (request.url().endsWith("/rpc/train")) sent.push(request.postDataJSON());
  });
  await page.getByRole("radiogroup", { name: "What to do with glucose" }).getByText("Keep as a value").click();
  await page.getByRole("radiogroup", { name: "What to do with visit_id" }).getByText("Use it").click();
  expect(await page.getByRole("switch", { name: "Use visit_id" }).getAttribute("aria-checked")).toBe("true");
  await page.getByRole("button", { name: "More about glucose" }).click();
  await page.getByLabel("Also read as missing").fill("0, 1");
  await page.getByLabel("From", { exact: true }).fill("40");
  await page.getByLabel("To", { exact: true }).fill("20");
  await page.getByText("Two numbers, the smaller one first.").waitFor();
  await page.getByLabel("To", { exact: true }).fill("600");
  await page.getByRole("button", { name: "Apply" }).click();
  await page.getByRole("button", { name: "Start training" }).click();
  await page.getByText("Your model is ready").waitFor();
  expect(sent).toMatchObject([
    { json: { include: ["visit_id"], ranges: { glucose: [40, 600] }, read: { missing: { glucose: ["0", "1"] } } } },
  ]);
});

test("a threshold is chosen by what mistakes cost, and makes a version that is no longer the live one", async () => {
  await using visit = await app.visit({ world: "empty" });
  const { page, double } = visit;
  await visit.go("/train");
  await page.getByRole("button", { name: "Use sample data" }).click();
  await page.getByRole("button", { name: "Start training" }).click();
  await page.getByText("as this version does").waitFor();
  expect(await page.getByRole("button", { name: "Use this threshold" }).isDisabled()).toBe(true);
  await page.getByLabel("A miss costs").fill("many");
  await page.getByText("Two numbers, 0 or more.").waitFor();
  await page.getByLabel("A miss costs").fill("8");
  await page.getByRole("button", { name: "Cheapest by these costs" }).click();
  await page.getByText("the cheapest", { exact: true }).waitFor();
  await page.getByRole("slider", { name: "Decision threshold" }).press("ArrowLeft");
  await page.getByRole("button", { name: "Use this threshold" }).click();
  await page.getByRole("switch", { name: "Watch these costs" }).click();
  await page.getByRole("button", { name: "Make this version" }).click();
  await page.getByText("v0002 is made, a candidate.").waitFor();
  expect(double.world.versions.get("readmissions")).toMatchObject([
    { version: "v0001", stage: "production" },
    { version: "v0002", stage: "candidate", parent: "v0001", trigger: "threshold" },
  ]);
  expect(double.world.policies.get("readmissions")?.cost).toBe("FP:1,FN:8");
  await page.getByRole("link", { name: "Look at it" }).click();
  await page.getByRole("button", { name: /^v0002/, pressed: true }).waitFor();
  expect(visit.errors).toEqual([]);
});

test("a reload in the middle of a training loses neither it nor what was typed", async () => {
  await using visit = await app.visit({ pace: "held" });
  const { page, double } = visit;
  await visit.go("/train");
  await page.getByRole("button", { name: "Use sample data" }).click();
  await page.getByLabel("Name of the model").fill("my_stays");
  await page.getByRole("switch", { name: "Use ward" }).click();
  await page.reload();
  expect(await page.getByLabel("Name of the model").inputValue()).toBe("my_stays");
  expect(await page.getByRole("switch", { name: "Use ward" }).getAttribute("aria-checked")).toBe("false");
  await page.getByRole("button", { name: "Start training" }).click();
  await expect.poll(() => double.step()).toBe(1);
  await page.getByRole("cell", { name: "Gradient boosting" }).waitFor();
  await page.reload();
  await page.getByRole("button", { name: "Cancel training" }).waitFor();
  double.goOn();
  await page.getByText("Your model is ready").waitFor();
  await page.getByText("my_stays · v0001").waitFor();
});

test("an engine that is killed in the middle of a training is said, and all can be started again", async () => {
  await using visit = await app.visit({ world: emptyWorld(), pace: "held" });
  const { page, served } = visit;
  await visit.go("/train");
  await page.getByRole("button", { name: "Use sample data" }).click();
  await page.getByLabel("Name of the model").fill("my_stays");
  await page.getByRole("button", { name: "Start training" }).click();
  await page.getByRole("button", { name: "Cancel training" }).waitFor();
  await served.close();
  await page.getByText("Once it does, this page says how the training ended.").waitFor();
  // What was uploaded is on the disk; the job died with the engine.
  const world = fullWorld(Date.now());
  for (const [source, upload] of visit.double.world.uploads) world.uploads.set(source, upload);
  const again = await serve(createDouble(world, { pace: 30 }), Number(new URL(served.origin).port));
  await page.getByText("was started anew while this training ran").waitFor({ timeout: 20_000 });
  expect(await page.getByLabel("Name of the model").inputValue()).toBe("my_stays");
  await page.getByRole("button", { name: "Start training" }).click();
  await page.getByText("Your model is ready").waitFor();
  await again.close();
});

test("a file that changed or went after it was chosen is said, and the same file, mended, keeps what was decided", async () => {
  await using visit = await app.visit();
  const { page } = visit;
  await visit.go("/train");
  const path = join(folder, "stays.csv");
  const rows = Array.from({ length: 30 }, (_, i) => `${i % 7},${i % 3},${i % 2 === 0 ? "yes" : "no"}`);
  writeFileSync(path, ["days,ward,ill", ...rows].join("\n"));
  const input = page.locator("input[type=file]");
  await input.setInputFiles(path);
  await page.getByRole("switch", { name: "Use ward" }).click();
  await page.getByLabel("Name of the model").fill("mended");

  // Chosen in another field first, so that it can go before the page reads it.
  await page.evaluate(() =>
    document.body.append(Object.assign(document.createElement("input"), { type: "file", id: "held" })),
  );
  await page.locator("#held").setInputFiles(path);
  rmSync(path);
  const letGo = () =>
    page.evaluate(() => {
      const dataTransfer = new DataTransfer();
      for (const file of document.querySelector<HTMLInputElement>("#held")?.files ?? []) dataTransfer.items.add(file);
      window.dispatchEvent(new DragEvent("drop", { dataTransfer, cancelable: true }));
    });
  await letGo();
  await page.getByText("stays.csv cannot be read: it changed or went away after it was chosen").waitFor();
  // What was there before is there still.
  expect(await page.getByLabel("Name of the model").inputValue()).toBe("mended");
  writeFileSync(path, ["days,ward,ill", ...rows, "3,1,yes"].join("\n"));
  await page.locator("#held").setInputFiles(path);
  await letGo();
  await page.getByText("31 rows, 3 columns").waitFor();
  expect(await page.getByRole("switch", { name: "Use ward" }).getAttribute("aria-checked")).toBe("false");
  expect(await page.getByLabel("Name of the model").inputValue()).toBe("mended");
});

test("a full disk is said in the catalogue's words, and the way on stays open", async () => {
  await using visit = await app.visit();
  const { page } = visit;
  await visit.go("/train");
  visit.double.world.diskFull = true;
  await page.getByRole("button", { name: "Use sample data" }).click();
  await page.getByText("The disk is full. Free some space and try again; nothing was lost.").waitFor();
  visit.double.world.diskFull = false;
  await page.getByRole("button", { name: "Use sample data" }).click();
  await page.getByText("600 rows, 8 columns").waitFor();
});

test("a table of 1,500 columns is drawn in parts, and any column is found", async () => {
  await using visit = await app.visit();
  const { page } = visit;
  await visit.go("/train");
  const names = Array.from({ length: 1500 }, (_, i) => `gene_${i}`);
  const lines = Array.from({ length: 12 }, (_, row) => names.map((_, i) => (row * 7 + i) % 5).join(","));
  const buffer = Buffer.from([names.join(","), ...lines].join("\n"));
  await page.locator("input[type=file]").setInputFiles({ name: "genes.csv", mimeType: "text/csv", buffer });
  await page.getByText("12 rows, 1,500 columns").waitFor();
  expect(await page.getByRole("switch").count()).toBeLessThan(100);
  await page.getByLabel("Find a column").fill("gene_1234");
  await page.getByRole("switch", { name: "Use gene_1234" }).waitFor();
});

test("a first model by keyboard alone", async () => {
  await using visit = await app.visit({ world: "empty" });
  const { page } = visit;
  const focused = () =>
    page.evaluate(
      () => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent?.trim() ?? "",
    );
  const tabTo = async (name: string) => {
    for (let i = 0; i < 80 && (await focused()) !== name; i += 1) await page.keyboard.press("Tab");
    expect(await focused()).toBe(name);
  };
  await tabTo("Try it with sample data");
  await page.keyboard.press("Enter");
  await page.getByText("600 rows, 8 columns").waitFor();
  await tabTo("Use ward");
  await page.keyboard.press("Space");
  await tabTo("Start training");
  await page.keyboard.press("Enter");
  await page.getByText("Your model is ready").waitFor();
  expect(visit.double.world.versions.get("readmissions")?.[0]?.schema.features.map(({ name }) => name)).not.toContain(
    "ward",
  );
});
