/** Two languages, the same shape: nothing untranslated, nothing left over on a page, and no words outside texts/. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "vue/compiler-sfc";
import { read } from "../../core/contract/sentences/read.ts";
import { de, engine } from "../texts/de/index.ts";
import { en } from "../texts/en/index.ts";
import { ROUTES, useBrowser, type Visit } from "./harness.ts";

const { inWords: germanOf } = engine("de-DE");
const HOME = fileURLToPath(new URL("..", import.meta.url));
/** Stands for an argument in a sentence. */
const HOLE = "¤";

/** Every sentence of a language by its path; a function is called with holes. */
function sentences(texts: unknown, path = ""): [string, string][] {
  if (typeof texts === "string") return [[path, texts]];
  if (typeof texts === "function")
    return [[path, String(texts(...Array.from({ length: texts.length }, () => [HOLE])))]];
  if (typeof texts !== "object" || texts === null) return [];
  return Object.entries(texts).flatMap(([key, value]) => sentences(value, `${path}/${key}`));
}

/** Forms of the same word are each language's own. */
const isForm = ([path]: [string, string]) => /^\/glossary\/(words|stageWords)\//.test(path);
const english = new Map(sentences(en).filter((one) => !isForm(one)));
const german = new Map(sentences(de).filter((one) => !isForm(one)));

/** Written alike in both languages: names, signs, and words the field has in English. */
const ALIKE =
  /^[\s¤:.%()…]*((R|Excel|Homeostat|API|Drift|PSI|Details|System|Port|Webhook|Version|Training|STARTTLS|TLS|curl|Python|JavaScript|Parquet|RMSE|R²|Jensen-Shannon|Hellinger|Kullback-Leibler|Normal|Name|In|Text|Filter|SVG|PNG|CSV|ONNX|Token|JSON|t|Idempotency-Key)[\s¤:.%()…]*)*$/;

test("every English sentence has a German one with the same holes, and is translated", () => {
  const holes = (sentence: string) => sentence.split(HOLE).length - 1;
  for (const [path, sentence] of english) {
    const other = german.get(path);
    expect(other, path).toBeDefined();
    expect(other === "", `${path} is empty in one language`).toBe(sentence === "");
    expect(holes(other ?? "") > 0, `${path} says as much`).toBe(holes(sentence) > 0);
    if (!ALIKE.test(sentence)) expect(other, path).not.toBe(sentence);
  }
  const extra = [...german.keys()].filter((path) => !english.has(path));
  expect(extra).toEqual([]);
});

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
const patterns = [...english]
  .filter(([path, sentence]) => german.get(path) !== sentence && /[A-Za-z]{3}/.test(sentence))
  .map(([path, sentence]) => ({ path, form: new RegExp(`^${sentence.split(HOLE).map(escaped).join(".+")}$`, "s") }))
  // A word may be German too ("Training"), and a sentence that is nearly all hole would match everything.
  .filter(({ form }) => ![...german.values()].some((sentence) => form.test(sentence)))
  .filter(({ form }) => /[A-Za-z]{4}/.test(form.source.replaceAll(".+", "")));
const leftOver = (text: string) => patterns.find(({ form }) => form.test(text));

/** Runs in the page: everything a person reads or hears, but what the engine says in its own words. */
const wordsOfPage = () => {
  const words: string[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node instanceof Element) {
      for (const name of ["aria-label", "title", "placeholder", "alt"]) words.push(node.getAttribute(name) ?? "");
    } else if (!node.parentElement?.closest("script, style")) words.push(node.textContent ?? "");
  }
  return words.flatMap((text) => [text, ...text.split(/ · |, |: /)]).map((text) => text.trim());
};

/** English of the engine that a page shows as it came. */
const isUntold = (text: string) => read(text) !== null && germanOf(text) !== text;

const app = useBrowser();

describe.each(["full", "empty"] as const)("the %s appliance in German", (world) => {
  let visit: Visit;
  beforeAll(async () => {
    visit = await app.visit({ world, context: { locale: "de-DE" } });
  });
  afterAll(() => visit[Symbol.asyncDispose]());

  test.each(ROUTES)("%s has no English left over", async (route) => {
    await visit.go(route);
    // All of it has come once nothing changes any more.
    let before = "";
    const settled = async () => {
      const now = await visit.page.evaluate(() => document.body.innerHTML);
      const same = now === before;
      before = now;
      return same;
    };
    await expect.poll(settled, { interval: 300, timeout: 10_000 }).toBe(true);
    expect(before).not.toContain(de.loading);
    const words = await visit.page.evaluate(wordsOfPage);
    expect(words.filter((text) => text !== "").length).toBeGreaterThan(20);
    // What the engine says in its own words, and the data's.
    const data = JSON.stringify(visit.double.world, (_, value) => (value instanceof Map ? [...value] : value));
    const english = words
      .filter((text) => !data.includes(JSON.stringify(text).slice(1, -1)))
      .flatMap((text) => (leftOver(text) ? [`${text} (${leftOver(text)?.path})`] : []));
    expect(english).toEqual([]);
    expect(words.filter(isUntold)).toEqual([]);
    expect(visit.errors).toEqual([]);
  });
});

test("a language that was chosen is kept, with its numbers and dates", async () => {
  await using visit = await app.visit();
  const { page } = visit;
  expect(await page.evaluate(() => document.documentElement.lang)).toBe("en");
  await visit.go("/settings");
  await page.getByText("Deutsch", { exact: true }).click();
  await page.getByRole("heading", { name: "Einstellungen" }).waitFor();
  expect(await page.evaluate(() => document.documentElement.lang)).toBe("de");
  await visit.go("/predict");
  await page.getByText("meist 44 bis 199").waitFor();
  await visit.go("/host");
  await page.getByText("9,3 GB frei von 16 GB").waitFor();
  await page.reload();
  await page.getByText("9,3 GB frei von 16 GB").waitFor();
});

/** Attributes of components and elements that a person reads. */
const READ = /^(title|label|description|help|hint|text|placeholder|alt|aria-label|aria-description)$/;

interface Node {
  type: number;
  content?: unknown;
  props?: { type: number; name: string; value?: { content: string } }[];
  children?: Node[];
}

function ownWords(node: Node): string[] {
  const text = node.type === 2 ? [String(node.content)] : [];
  const attributes = (node.props ?? []).flatMap(({ type, name, value }) =>
    type === 6 && READ.test(name) ? [value?.content ?? ""] : [],
  );
  const own = [...text, ...attributes].filter((words) => /\p{L}{2}/u.test(words));
  return [...own, ...(node.children ?? []).flatMap(ownWords)];
}

test("no component and no function holds words of its own", () => {
  const sources = readdirSync(HOME, { recursive: true, encoding: "utf8" }).filter(
    (path) =>
      /\.(vue|ts)$/.test(path) &&
      !/^(texts|tests|sample|node_modules)\//.test(path) &&
      !path.endsWith("vite.config.ts"),
  );
  expect(sources.length).toBeGreaterThan(80);
  for (const path of sources) {
    const source = readFileSync(join(HOME, path), "utf8");
    const { descriptor } = parse(source);
    const template = path.endsWith(".vue") ? descriptor.template?.ast : undefined;
    if (template) expect(ownWords(template as unknown as Node), path).toEqual([]);
    // A sentence in a literal: a capital and at least two words. Snippets and what only developers read are none.
    const code = source
      .replace(/generic="[^"]*"/, "")
      .replace(/\/\*[\s\S]*?\*\/|\/\/.*|new (Type)?Error\([^)]*\)/g, "");
    if (!path.endsWith("snippets.ts"))
      expect(code.match(/["'`>][A-Z][a-z]+ [a-z]+ ?[^"'`]*["'`<]/g) ?? [], path).toEqual([]);
  }
});
