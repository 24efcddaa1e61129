/** What the engine says is said through the catalogue, so that pages can say it in their language. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";

const CORE = fileURLToPath(new URL("../core", import.meta.url));

/** Stages whose words are stored, or shown on a page. */
const STAGES = [
  "observe",
  "decide",
  "heal",
  "lifecycle",
  "alert",
  "api",
  "data",
  "registry",
  "train/search",
  "train/inspect",
];

/** Columns of a query; a step of a training, known to pages by its name. */
const NO_SENTENCES = new Set([
  "version, stage, learner, metrics, trigger, parent, dataset_sha256, created_at",
  "fitting on all rows",
]);

/** Words that are no page's, or are known to pages by other means. */
const ELSEWHERE: readonly [RegExp, string][] = [
  [/^observe\/report\//, "reports are files in English"],
  [/^(observe\/host|alert)\/metrics\.ts$/, "descriptions for Prometheus"],
  [/^observe\/host\/sampler\.ts$/, "a failed thread is told to the log"],
  [/^observe\/model\/quality\/conversions\.ts$/, "parts of a sentence; each is read back in the tests of the pages"],
  [
    /^heal\/(gate|hand-gate|judge-refit|old-rows|own-metric|artifact-checks|refusal)\.ts$/,
    "names of checks, known to pages",
  ],
  [/^data\/(understand|read)\/.*(targets|time|impossible)\.ts$/, "words that columns are known by"],
  [/^data\/(datasets|column-file|duckdb)\.ts$/, "what is told of the data folder's own files"],
  [/^data\/read\/date-format\.ts$/, "patterns are given at the command line"],
  [
    /^(registry|alert)\/(policy|settings|expectations|export|golden-rows)\.ts$/,
    "keys and values that pages do not let be wrong",
  ],
  [/^alert\/payload\.ts$/, "what leaves by mail is English"],
  [/^train\/search\/(folds|refit|fit-model)\.ts$/, "names of random streams, and what no data can bring about"],
];

const isSource = (path: string) => path.endsWith(".ts") && !path.endsWith(".test.ts") && !/testing|fixtures/.test(path);

/** Three words in a row, or two and a full stop. */
const isSentence = (text: string) =>
  /(\p{L}{2,}[ ,;:]+){2}\p{L}{2,}/u.test(text) || /\p{L}{2,} \p{L}{2,}\.$/u.test(text);
const isQuery = (text: string) =>
  /\b(SELECT|INSERT|UPDATE|DELETE|PRAGMA|ORDER BY|NOT IN|JOIN|LIKE|coalesce)\b/.test(text);

const called = (node: ts.Node): string =>
  ts.isCallExpression(node) || ts.isNewExpression(node) ? node.expression.getText() : "";

/** Told to developers and to the log, in their language. */
function isInside(node: ts.Node): boolean {
  for (let at: ts.Node | undefined = node.parent; at; at = at.parent)
    if (/logger|^(Error|TypeError|RangeError)$|\bcause$/.test(called(at))) return true;
  return false;
}

function sentencesIn(path: string): string[] {
  const source = ts.createSourceFile(path, readFileSync(join(CORE, path), "utf8"), ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) return;
    const text = ts.isStringLiteralLike(node) ? node.text : ts.isTemplateExpression(node) ? node.getText() : "";
    const words = text.replaceAll(/\$\{[^}]*\}/g, "");
    if (isSentence(words) && !NO_SENTENCES.has(text) && !isQuery(text) && !isInside(node))
      found.push(`${path}: ${text}`);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

test("no stage that is shown on a page writes a sentence of its own", () => {
  const paths = readdirSync(CORE, { recursive: true, encoding: "utf8" }).filter(
    (path) =>
      isSource(path) &&
      STAGES.some((stage) => path.startsWith(`${stage}/`)) &&
      !ELSEWHERE.some(([where]) => where.test(path)),
  );
  expect(paths.length).toBeGreaterThan(200);
  expect([...paths, "lifecycle.ts"].flatMap(sentencesIn)).toEqual([]);
});
