/** The pages on the real engine, as `serve` starts it: the sample becomes a served model that other programs can ask. */
import { expect, test } from "vitest";
import { useBrowser, watch } from "./harness.ts";
import { startRealEngine } from "./real-engine.ts";

const app = useBrowser();

test("from the empty appliance to an answer, and the same answer over HTTP", async () => {
  await using engine = await startRealEngine();
  const context = await app.browser().newContext({ viewport: { width: 1280, height: 800 }, locale: "en-GB" });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const { errors, strangers } = await watch(page, engine.url);

  await page.goto(engine.ui);
  await page.getByRole("button", { name: "Try it with sample data" }).click();
  await page.getByText("600 rows, 8 columns").waitFor();
  expect(await page.getByRole("combobox", { name: "Target" }).textContent()).toContain("readmitted");
  expect(await page.getByRole("switch", { name: "Use stay_id" }).getAttribute("aria-checked")).toBe("false");
  await page.getByText("Quick", { exact: true }).click();
  await page.getByRole("button", { name: "Start training" }).click();
  await page.getByText("Your model is ready").waitFor({ timeout: 180_000 });
  await page.getByText(/^Right for \d\d of 100 cases it had never seen\.$/).waitFor();

  await page.getByRole("link", { name: "Ask it something" }).click();
  await page.getByLabel("earlier_stays").fill("6");
  await page.getByLabel("haemoglobin").fill("8");
  await page.getByRole("button", { name: "Ask", exact: true }).click();
  const answer = page.getByRole("region", { name: "Answer" });
  await answer.getByText("with a probability of").waitFor();
  const shown = await answer.textContent();

  await page.getByRole("link", { name: "API", exact: true }).click();
  await page.getByText(`curl ${engine.url}/models/readmissions/predict`).waitFor();
  const row = { age: 64, ward: "internal", earlier_stays: 6, days: 4, haemoglobin: 8, lives_alone: "no" };
  const reply = await fetch(`${engine.url}/models/readmissions/predict`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(row),
  });
  const { prediction } = (await reply.json()) as { prediction: string };
  expect(prediction).toBe("yes");
  expect(shown).toContain(prediction);

  for (const [link, words] of [
    ["Outcomes", "Latest predictions"],
    ["Models", "What it looks at"],
    ["Drift", "No check has been made yet"],
    ["Host", "Memory in use"],
    ["Settings", "Prepares the repair; you press the button."],
    ["Audit", "register"],
  ] as const) {
    await page.getByRole("link", { name: link, exact: true }).click();
    await page.getByText(words).first().waitFor();
  }
  expect({ errors, strangers }).toEqual({ errors: [], strangers: [] });
  await context.close();
}, 300_000);
