/** Terms are explained where they stand: each one somewhere, and every heading and label that names one. */
import { expect, test } from "vitest";
import { termFinder } from "../format/terms.ts";
import { de } from "../texts/de/index.ts";
import { en } from "../texts/en/index.ts";
import type { Texts } from "../texts/index.ts";
import { fullWorld } from "./double-world.ts";
import { ROUTES, useBrowser, type Visit } from "./harness.ts";

const app = useBrowser();

interface Label {
  text: string;
  hints: string[];
  /** One explanation is there for all of it. */
  whole: boolean;
}

/** Runs in the page: headings and labels with what explains them, every explanation, and all that can be read. */
const labelsOfPage = () => {
  const hintsIn = (root: ParentNode) =>
    [...root.querySelectorAll("button[aria-description]")].map((one) => one.getAttribute("aria-description") ?? "");
  // What leads on is explained where it leads to.
  const withoutLinks = (one: HTMLElement) =>
    [...one.querySelectorAll<HTMLElement>("a")].reduce((text, link) => text.replace(link.innerText, ""), one.innerText);
  const labels = [
    ...document.querySelectorAll<HTMLElement>(
      "main :is(h1, h2, h3, th, dt, legend, label, figcaption), [role=dialog] :is(h3, th, dt, legend, label)",
    ),
  ].filter(
    (one) =>
      one.checkVisibility() &&
      one.closest(".sr-only, button, [aria-live]") === null &&
      !one.querySelector(".sr-only, input"),
  );
  return {
    labels: labels.map(
      (one): Label => ({
        text: withoutLinks(one),
        hints: hintsIn(one),
        whole: one.innerText.trim() === one.querySelector<HTMLElement>("button[aria-description]")?.innerText.trim(),
      }),
    ),
    hints: hintsIn(document),
    text: document.body.innerText,
  };
};

type Step = (visit: Visit, texts: Texts) => Promise<void>;
const press = (name: (texts: Texts) => string): Step => {
  return ({ page }, texts) =>
    page
      .getByRole("button", { name: name(texts), exact: true })
      .first()
      .click();
};

/** An identifier, the target once more, and a value that stands for missing. */
const TABLE = [
  "patient_id,age,glucose,later,ill",
  ...Array.from({ length: 60 }, (_, i) => {
    const ill = i % 3 === 0 ? "yes" : "no";
    return `P${i},${40 + (i % 30)},${i % 9 === 0 ? -999 : 90 + (i % 50)},${ill},${ill}`;
  }),
].join("\n");

/** Every page and what opens on it; what stands there last is waited for. */
const STEPS: { route?: (typeof ROUTES)[number]; does?: Step; shows: (texts: Texts) => string }[] = [
  { route: "/", shows: (texts) => texts.overview.models },
  { route: "/outcomes", shows: (texts) => texts.outcomes.recent },
  { route: "/host", shows: (texts) => texts.host.p95 },
  { route: "/api", shows: (texts) => texts.api.tokenTitle },
  { route: "/settings", shows: (texts) => texts.alerts.log },
  { route: "/audit", shows: (texts) => texts.audit.columns.what },
  { route: "/models", shows: (texts) => texts.threshold.alarmCost },
  {
    does: ({ page }) => page.locator("main [data-rove] button").first().click(),
    shows: (texts) => texts.stages.candidate.name,
  },
  { does: press((texts) => texts.models.promote), shows: (texts) => texts.models.gatePassed },
  {
    does: async ({ page }, texts) => {
      await page.keyboard.press("Escape");
      await page.getByText(texts.models.compare, { exact: true }).click();
    },
    shows: (texts) => texts.models.sections.made,
  },
  {
    does: async ({ page }, texts) => {
      await page.getByText(texts.models.details, { exact: true }).click();
      await page.getByRole("combobox", { name: texts.choose.model }).click();
      await page.getByRole("option", { name: "bike_demand" }).click();
    },
    shows: (texts) => texts.models.inspection.residuals,
  },
  {
    does: async ({ page }, texts) => {
      await page.getByRole("combobox", { name: texts.choose.model }).click();
      await page.getByRole("option", { name: "diabetes" }).click();
    },
    shows: (texts) => texts.threshold.alarmCost,
  },
  {
    route: "/predict",
    does: async (visit, texts) => {
      await visit.page.getByLabel("Insulin").first().fill("");
      await press((texts) => texts.predict.ask)(visit, texts);
    },
    shows: (texts) => texts.waterfall.title,
  },
  { route: "/drift", shows: (texts) => texts.drift.features },
  { does: press((texts) => texts.drift.show("Glucose")), shows: (texts) => texts.glossary.terms.kl.explain },
  {
    route: "/incidents",
    does: press((texts) => texts.incidents.showEvidence),
    shows: (texts) => texts.incidents.facts,
  },
  {
    does: ({ page }, texts) => page.getByRole("button", { name: texts.diagnoses.data_break.name }).first().click(),
    shows: (texts) => texts.decisions.quarantine,
  },
  {
    route: "/train",
    does: ({ page }) =>
      page
        .locator("input[type=file]")
        .setInputFiles({ name: "ward.csv", mimeType: "text/csv", buffer: Buffer.from(TABLE) }),
    shows: (texts) => texts.train.columns,
  },
  { does: press((texts) => texts.train.change), shows: (texts) => texts.train.header },
  {
    does: async ({ page }, texts) => {
      await page.keyboard.press("Escape");
      await page.locator("summary", { hasText: texts.train.more }).click();
    },
    shows: (texts) => texts.train.time,
  },
  { does: press((texts) => texts.train.start), shows: (texts) => texts.train.result.title },
];

test.concurrent.each([
  ["en-GB", en],
  ["de-DE", de],
] as [string, Texts][])(
  "in %s every term is explained somewhere, and every label that names one explains it",
  async (locale, texts) => {
    const world = fullWorld(Date.now());
    Object.assign(world.service, { gc_share: 0.01, degraded: true });
    await using visit = await app.visit({ world, context: { locale }, pace: 5 });
    const { page, double } = visit;
    const find = termFinder(texts);
    const said = new Set<string>();
    const bare = new Set<string>();
    const look = async (where: string) => {
      const { labels, hints, text } = await page.evaluate(labelsOfPage);
      // Names in the data say nothing of the field.
      const data = new Set(
        [...double.world.versions.values()].flatMap(([one]) => [
          one?.schema.target ?? "",
          ...(one?.schema.features ?? []).map(({ name }) => name),
        ]),
      );
      const isSaid = (explain: string, own: readonly string[] = hints) =>
        own.includes(explain) || text.includes(explain);
      for (const { explain } of Object.values(texts.glossary.terms)) if (isSaid(explain)) said.add(explain);
      for (const key of Object.keys(texts.glossary.stageWords)) {
        const { explain } = texts.stages[key as keyof Texts["glossary"]["stageWords"]];
        if (isSaid(explain)) said.add(explain);
      }
      for (const label of labels)
        if (!label.whole && !data.has(label.text))
          for (const { text: word, term } of find(label.text))
            if (term && !isSaid(term.explain, label.hints)) bare.add(`${where}: ${word} in ${label.text}`);
    };
    for (const { route, does, shows } of STEPS) {
      if (route) await visit.go(route);
      await does?.(visit, texts);
      await page.getByText(shows(texts)).first().waitFor();
      await look(route ?? "");
    }
    expect(new Set(STEPS.flatMap(({ route }) => route ?? [])).size).toBe(ROUTES.length);
    expect([...bare]).toEqual([]);
    const terms = [
      ...Object.values(texts.glossary.terms),
      texts.stages.shadow,
      texts.stages.canary,
      texts.stages.candidate,
    ];
    expect(terms.filter(({ explain }) => !said.has(explain)).map(({ name }) => name)).toEqual([]);
    expect(visit.errors).toEqual([]);
  },
);
