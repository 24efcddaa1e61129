/** What people come for, from the first click to the end, in a real Chromium. */
import { expect, test } from "vitest";
import { useBrowser } from "./harness.ts";
import { serve, TOKEN } from "./server.ts";

const app = useBrowser();

test("a first model from the sample data: file, columns, target, leaderboard, result, answer", async () => {
  await using visit = await app.visit({ world: "empty" });
  const { page } = visit;
  await page.getByRole("button", { name: "Try it with sample data" }).click();
  await page.getByText("600 rows, 8 columns").waitFor();
  await page.getByText("identifier: one value per row").waitFor();
  expect(await page.getByRole("switch", { name: "Use stay_id" }).getAttribute("aria-checked")).toBe("false");
  await page.getByRole("button", { name: "Start training" }).click();
  await page.getByText("Your model is ready").waitFor();
  await page.getByText("Right for 74 of 100 cases it had never seen.").waitFor();
  await page.getByRole("link", { name: "Ask it something" }).click();
  await page.getByRole("button", { name: "Ask", exact: true }).click();
  await page.getByText("with a probability of").waitFor();
  expect(visit.double.world.predictions.get("readmissions")).toHaveLength(1);
});

test("an impossible value is refused at its own field, a missing one is filled in and said", async () => {
  await using visit = await app.visit();
  const { page } = visit;
  await visit.go("/predict");
  const glucose = page.getByLabel("Glucose", { exact: true });
  await glucose.fill("900");
  await page.getByText("Only 0 to 354 is accepted.").waitFor();
  await glucose.fill("");
  await page.getByRole("button", { name: "Ask", exact: true }).click();
  await page.getByText("A missing value was filled in as in training.").waitFor();
  await page.getByLabel("Age", { exact: true }).fill("old");
  await page.getByText("This is not a number.").waitFor();
  expect(await page.getByRole("button", { name: "Ask", exact: true }).isDisabled()).toBe(true);
});

test("drift is seen, explained, and healed by approval", async () => {
  await using visit = await app.visit();
  const { page } = visit;
  await page.getByText("Put v0004 live in place of v0003?").waitFor();
  await page.getByText("v0004 is right for 79 of 100, v0003 for 71.").waitFor();
  await page.getByRole("link", { name: "Harmful drift" }).click();
  await page.getByText("v0004 is better than v0003 and waits for approval.").waitFor();
  await page.getByRole("button", { name: "Show the evidence" }).click();
  await page.getByRole("img", { name: "Values of Glucose at training and now" }).waitFor();
  await page.getByRole("link", { name: "Glucose under Drift" }).click();
  await page.getByText("Glucose has moved: mean 121 → 143.").waitFor();
  await page.getByText("Every check since").waitFor();
  await page.getByRole("link", { name: "Incidents" }).click();
  await page.getByRole("button", { name: /^Approve/ }).click();
  await page.getByText("v0004 is live; its first labelled rows decide whether it stays.").first().waitFor();
  await page.getByRole("link", { name: "Overview" }).click();
  await page.getByText("v0004 live ·").waitFor();
  expect(await page.getByText("Needs attention").count()).toBe(0);
});

test("a rule about the rows is read, accepted and declined", async () => {
  await using visit = await app.visit();
  const { page } = visit;
  await visit.go("/drift");
  await page.getByText("12 rows of 500 (2.4%) break it.").waitFor();
  const [first] = visit.double.world.versions.get("diabetes")!.at(-1)!.schema.features;
  await page.getByRole("button", { name: new RegExp(`^Accept: ${first!.name}`) }).click();
  await page.getByText("accepted", { exact: true }).waitFor();
  await page.getByRole("button", { name: new RegExp(`^Decline or restore: ${first!.name}`) }).click();
  await page.getByText("12 rows of 500").waitFor({ state: "detached" });
  expect(visit.double.world.expectationEdits.get(`range:${first!.name}`)).toEqual({ status: "declined" });
});

test("a repair is rejected with a reason", async () => {
  await using visit = await app.visit();
  const { page } = visit;
  await page.getByRole("button", { name: "Reject" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Reason").fill("the new ward starts in May");
  await dialog.getByRole("button", { name: "Reject" }).click();
  await page.getByText("Needs attention").waitFor({ state: "detached" });
  expect(visit.double.world.incidents[0]?.outcome).toBe("Rejected by user: the new ward starts in May.");
});

test("a kept report opens where it is listed, and its page can do nothing", async () => {
  await using visit = await app.visit();
  const { page } = visit;
  await visit.go("/drift");
  await page.getByText("The next check is forming: 213 rows").waitFor();
  await page
    .getByRole("button", { name: /^Open the report of/ })
    .first()
    .click();
  const frame = page.frameLocator("iframe[sandbox='']");
  await frame.getByRole("heading", { name: "The data have changed" }).waitFor();
  expect(visit.errors).toEqual([]);
  await page.keyboard.press("Escape");
  await page.locator("iframe").waitFor({ state: "detached" });
});

test("outcomes are pasted, and each line gets its answer", async () => {
  await using visit = await app.visit();
  const { page, double } = visit;
  const [first] = double.world.predictions.get("diabetes") ?? [];
  await visit.go("/outcomes");
  const field = page.getByLabel("Outcomes, one per line");
  await field.fill(`prediction_id,outcome\n${first?.prediction_id},1\nnobody;0\nwithout an outcome`);
  await page.getByText("Line 4 has no id and outcome.").waitFor();
  await page.getByText("2 lines understood").waitFor();
  await page.getByRole("button", { name: "Record", exact: true }).click();
  await page.getByText("1 recorded · 1 no such prediction").waitFor();
  expect(first?.outcome).toBe(1);
});

test("only what was changed in a policy is sent", async () => {
  await using visit = await app.visit();
  const { page } = visit;
  await visit.go("/settings");
  await page.getByText("Automatic", { exact: true }).click();
  await page.getByLabel("Rows needed for a check").fill("many");
  await page.getByText("A number is needed.").waitFor();
  await page.getByLabel("Rows needed for a check").fill("200");
  await page.getByLabel("The whole has drifted above a share of").fill("42,5");
  await page.getByText("3 changes").waitFor();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("3 changes").waitFor({ state: "detached" });
  expect(visit.double.world.audit.at(-1)?.detail).toEqual({ mode: "automatic", min_window: 200, drift_share: 0.425 });
});

test("alerts are set up, a channel is tried, a secret is never shown again", async () => {
  await using visit = await app.visit();
  const { page } = visit;
  await page.getByText("Alerts by email do not arrive").waitFor();
  await visit.go("/settings");
  await page.getByText("The last attempt failed: Connection timeout").first().waitFor();
  await page.getByRole("cell", { name: "given up" }).waitFor();
  await page.getByRole("button", { name: "Test: E-mail" }).click();
  await page.getByText("The test did not arrive: the server did not answer").waitFor();
  await page.getByLabel("Program and arguments").fill("/usr/bin/notify\n--ward 3\n");
  await page.getByLabel("Signing key").fill("s3cret");
  await page.getByLabel("Receivers").fill("a@example.org, b@example.org");
  await page.getByLabel("Messages an hour, at most").fill("0");
  await page.getByRole("button", { name: "Apply" }).click();
  await page.getByRole("alert").waitFor();
  await page.getByLabel("Messages an hour, at most").fill("6");
  await page.getByRole("button", { name: "Apply" }).click();
  await page.getByRole("button", { name: "Test: Command" }).click();
  await page.getByText("The test was taken.").waitFor();
  expect(await page.getByLabel("Signing key").inputValue()).toBe("");
  expect(visit.double.world.alerts).toMatchObject({
    settings: {
      command: ["/usr/bin/notify", "--ward 3"],
      email_to: ["a@example.org", "b@example.org"],
      per_hour: 6,
    },
    secrets: { webhook_secret: true },
  });
});

test("the audit trail is verified in one click, the check-up says what to do", async () => {
  await using visit = await app.visit();
  const { page } = visit;
  await visit.go("/audit");
  await page.getByRole("button", { name: "Verify" }).click();
  await page.getByText("All 14 entries are unchanged.").waitFor();
  await visit.go("/host");
  await page.getByRole("button", { name: "Run the check-up" }).click();
  await page.getByText("What to do: Stop it, or choose another port with --port.").waitFor();
});

test("an engine that goes away is said, what was typed stays, and it is found again by itself", async () => {
  await using visit = await app.visit();
  const { page, served, double } = visit;
  await visit.go("/predict");
  await page.getByLabel("Glucose").fill("123");
  const port = Number(new URL(served.origin).port);
  await served.close();
  await page.getByText("Homeostat's engine does not answer.").waitFor();
  expect(await page.getByLabel("Glucose").inputValue()).toBe("123");
  const again = await serve(double, port);
  await page.getByText("Homeostat's engine does not answer.").waitFor({ state: "detached", timeout: 20_000 });
  await page.getByRole("button", { name: "Ask", exact: true }).click();
  await page.getByText("with a probability of").waitFor();
  await again.close();
});

test("the token leaves the address at once and survives a reload", async () => {
  await using visit = await app.visit();
  const { page } = visit;
  expect(page.url()).not.toContain(TOKEN);
  await page.reload();
  await page.getByText("One repair waits for your decision.").waitFor();
  expect(page.url()).not.toContain(TOKEN);
});

test("a browser without the token is told how to be let in", async () => {
  await using visit = await app.visit();
  const stranger = await app.browser().newContext();
  const page = await stranger.newPage();
  await page.goto(visit.served.origin);
  await page.getByText("This browser is not let in. Open the address that `homeostat serve` printed").waitFor();
  await stranger.close();
});

test("by keyboard alone: skip to the page, open a page, approve", async () => {
  await using visit = await app.visit();
  const { page } = visit;
  await page.getByText("One repair waits").waitFor();
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Skip to the page");
  await page.keyboard.press("Enter");
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("page");
  const focused = () =>
    page.evaluate(
      () => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent ?? "",
    );
  for (let i = 0; i < 20 && !(await focused()).startsWith("Approve"); i += 1) await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByText("Needs attention").waitFor({ state: "detached" });
  expect(visit.double.world.incidents[0]?.state).toBe("closed");
});
