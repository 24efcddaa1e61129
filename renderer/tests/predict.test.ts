/** The Predict and Outcomes pages in a real browser: reasons, trials, files, contradictions. */
import { expect, test } from "vitest";
import { useBrowser, type Visit } from "./harness.ts";

const app = useBrowser();

async function asked(visit: Visit) {
  await visit.go("/predict");
  await visit.page.getByLabel("Glucose", { exact: true }).fill("160");
  await visit.page.getByRole("button", { name: "Ask", exact: true }).click();
  await visit.page.getByRole("heading", { name: "What if?" }).waitFor();
}

test("an answer comes with its reasons, from the average to itself, as a table", async () => {
  await using visit = await app.visit();
  await asked(visit);
  const answer = visit.page.getByRole("region", { name: "Answer" });
  const rows = answer.getByRole("table").getByRole("row");
  await expect.poll(() => rows.count()).toBeGreaterThan(5);
  expect(await rows.nth(1).textContent()).toContain("On average");
  const last = await rows.last().textContent();
  expect(last).toContain("Answer");
  const shown = (await answer.getByText("with a probability of").textContent()) ?? "";
  const [share] = /\d+/.exec(shown) ?? [];
  const [end] = /\d+(?=\s?%)/.exec(last ?? "") ?? [];
  expect([Number(share), 100 - Number(share)]).toContain(Number(end));
  expect(visit.errors).toEqual([]);
});

test("values are tried by keyboard: the answer follows, the first stays beside it, and nothing is logged", async () => {
  await using visit = await app.visit();
  const { page, double } = visit;
  await asked(visit);
  const logged = () => double.world.predictions.get("diabetes")?.length;
  const before = logged();
  const panel = page.getByRole("region", { name: "What if?" });
  const slider = panel.getByRole("slider", { name: "Try Glucose" });
  await slider.focus();
  await page.keyboard.press("Home");
  await panel.getByText(/percentage points (less|more)/).waitFor();
  await panel.getByText("before: 160").waitFor();
  expect(await panel.getByRole("img", { name: /as Glucose changes/ }).count()).toBe(1);
  await panel.getByRole("button", { name: "Table" }).click();
  expect(await panel.getByRole("region").locator("tbody tr").count()).toBe(21);
  await panel.getByRole("button", { name: "Back to the first answer" }).click();
  await panel.getByText("the same", { exact: true }).waitFor();
  expect(logged()).toBe(before);
  await visit.go("/models");
  await visit.go("/predict");
  await panel.waitFor();
  expect(visit.errors).toEqual([]);
});

test("a value beyond what is accepted is told at the field, before anything is asked", async () => {
  await using visit = await app.visit();
  await visit.go("/predict");
  const field = visit.page.getByLabel("Glucose", { exact: true });
  await field.fill("9000");
  await visit.page.getByText(/^Only 0 to [\d,]+ is accepted\.$/).waitFor();
  expect(await visit.page.getByRole("button", { name: "Ask", exact: true }).isDisabled()).toBe(true);
  await field.fill("220");
  await visit.page.getByText(/^Unusual: training saw 44 to 199\.$/).waitFor();
  await field.press("ArrowUp");
  expect(await field.inputValue()).toBe("222");
});

const file = (name: string, lines: readonly string[]) => ({
  name,
  mimeType: "text/csv",
  buffer: Buffer.from(lines.join("\n")),
});

test.each(["/predict", "/outcomes"])(
  "on %s a large file tells how much of it has come, and can be stopped",
  async (route) => {
    await using visit = await app.visit({ pace: "held" });
    const { page, double } = visit;
    await visit.go(route);
    const large = { name: "large.csv", mimeType: "text/csv", buffer: Buffer.alloc(9 * 2 ** 20, "a,b\n") };
    const choose = page.getByRole("main").locator("input[type=file]");
    await choose.setInputFiles(large);
    const bar = page.getByRole("progressbar", { name: /^Copying large\.csv/ });
    await bar.waitFor();
    await expect.poll(() => double.step()).toBe(1);
    await expect.poll(() => bar.getAttribute("aria-valuenow")).toBe("44");
    // Leaving the page leaves it on its way.
    await visit.go("/host");
    await visit.go(route);
    await page.getByRole("button", { name: "Stop", exact: true }).click();
    await bar.waitFor({ state: "detached" });
    await choose.setInputFiles(file("small.csv", ["prediction_id,outcome", "1,1"]));
    await page.getByText("small.csv").waitFor();
  },
);

test("a file is checked, predicted while another page is open, cancelled or saved", async () => {
  await using visit = await app.visit({ pace: "held" });
  const { page, double } = visit;
  await visit.go("/predict");
  const names = (double.world.versions.get("diabetes")?.[0]?.schema.features ?? []).map(({ name }) => name);
  const choose = page.locator("input[type=file]");
  await choose.setInputFiles(file("short.csv", [names.slice(1).join(","), names.slice(1).fill("1").join(",")]));
  await page.getByText(/The file lacks what the model needs: Pregnancies/).waitFor();
  await page.getByRole("button", { name: "Another file" }).click();

  const rows = Array.from({ length: 4 }, () => [...names.map(() => "1"), "ward A"].join(","));
  await choose.setInputFiles(file("rows.csv", [[...names, "ward"].join(","), ...rows]));
  await page.getByText("Not used: ward.").waitFor();
  const start = page.getByRole("button", { name: "Predict 4 rows" });
  await start.click();
  await page.getByRole("main").getByRole("button", { name: "Cancel Predict rows.csv" }).click();
  await page.getByText("Cancelled. Nothing was written.").waitFor();
  await start.click();
  await page.getByRole("main").getByRole("button", { name: "Cancel Predict rows.csv" }).waitFor();
  await visit.go("/models");
  double.goOn();
  await visit.go("/predict");
  await page.getByText("4 rows answered").waitFor();
  const [saved] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Save Predict rows.csv" }).click(),
  ]);
  expect(saved.suggestedFilename()).toBe("rows-answers.csv");
  // A browser's console names the request that was cancelled.
  expect(visit.errors.filter((error) => !error.includes("409 (Conflict)"))).toEqual([]);
});

test("a file that was read wrong is read again as a person says", async () => {
  await using visit = await app.visit();
  const { page, double } = visit;
  await visit.go("/predict");
  const names = (double.world.versions.get("diabetes")?.[0]?.schema.features ?? []).map(({ name }) => name);
  const bars = [names.join("|"), names.map(() => "1").join("|")];
  await page.locator("input[type=file]").setInputFiles(file("bars.csv", bars));
  await page.getByText(/The file lacks what the model needs/).waitFor();
  await page.getByRole("button", { name: "Read it differently" }).click();
  await page.getByRole("combobox", { name: "Between cells" }).click();
  await page.getByRole("option", { name: "bar" }).click();
  await page.getByRole("button", { name: "Read again" }).click();
  await page.getByText("Every column that the model needs is there.").waitFor();
  await page.getByRole("button", { name: "Predict 1 rows" }).click();
  await page.getByText("1 rows answered").waitFor();
  expect(visit.errors).toEqual([]);
});

test("a file of outcomes: looked at by key, corrected where it is right, and only then written", async () => {
  await using visit = await app.visit();
  const { page, double } = visit;
  const log = double.world.predictions.get("diabetes") ?? [];
  log.forEach((one, i) => {
    one.input.patient = 100 + Math.min(i, 37);
  });
  const known = log.findIndex(({ outcome }) => outcome === 1);
  const [first] = log;
  await visit.go("/outcomes");
  const lines = ["patient,Outcome", "100,1", `${100 + known},0`, "999,1", "137,1"];
  await page.locator("input[type=file]").setInputFiles(file("seen.csv", lines));
  const record = page.getByRole("button", { name: /^Record/ }).first();
  await page.getByText("No prediction was made with these values.").waitFor();
  await page.getByText("Several predictions were made with these values.").waitFor();
  await page.getByText("Something else was recorded before.").waitFor();
  expect(await record.textContent()).toContain("Record 1 outcomes");
  expect(first?.outcome).toBeNull();
  await page.getByRole("switch", { name: /the file is right/ }).click();
  await page.getByText("1 will replace what is known").waitFor();
  await page.getByRole("button", { name: "Record 2 outcomes" }).click();
  await page.getByText("1 replaced what was known").waitFor();
  expect(first?.outcome).toBe(1);
  expect(log[known]?.outcome).toBe(0);
  expect(visit.errors).toEqual([]);
});

test("two outcomes of one prediction wait for a word, and a known one can be put right", async () => {
  await using visit = await app.visit();
  const { page, double } = visit;
  const [, second] = double.world.predictions.get("diabetes") ?? [];
  if (!second) throw new Error("the double has predictions");
  Object.assign(second, { outcome: 1, told: 0 });
  await visit.go("/outcomes");
  const conflicts = page.getByRole("region", { name: "Contradictory outcomes" });
  await conflicts.getByText(/1 counts/).waitFor();
  await conflicts.getByRole("button", { name: "It was 0" }).click();
  await expect.poll(() => conflicts.count()).toBe(0);
  expect(second.outcome).toBe(0);
  await page.getByRole("button", { name: `Correct the outcome of ${second.prediction_id}` }).click();
  await page.getByRole("combobox", { name: `Outcome of ${second.prediction_id}` }).click();
  await page.getByRole("option", { name: "1", exact: true }).click();
  await page.getByRole("button", { name: `Record the outcome of ${second.prediction_id}` }).click();
  await expect.poll(() => second.outcome).toBe(1);
  expect(double.world.audit.filter(({ action }) => action === "outcome")).toHaveLength(2);
  expect(visit.errors).toEqual([]);
});
