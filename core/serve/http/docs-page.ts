/** The description as one page: no script, no request to anywhere, its only style named by hash in its policy. */
import { createHash } from "node:crypto";
import type { ApiDescription } from "./openapi.ts";
import type { Operation } from "./openapi-parts.ts";
import { PROTOCOL_PATHS } from "./openapi-protocols.ts";

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
code, pre { font-family: ui-monospace, monospace; font-size: 0.875em; }
pre { overflow-x: auto; padding: 0.75rem; border: 1px solid color-mix(in srgb, currentColor 20%, transparent); }
details { border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent); padding: 0.5rem 0; }
summary { cursor: pointer; }
summary b { display: inline-block; min-width: 3.5rem; }
`;

const POLICY = `default-src 'none'; style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'; frame-ancestors 'none'`;

const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (character) => ESCAPES[character]!);

const block = (title: string, value: unknown): string =>
  value === undefined ? "" : `<p>${title}</p><pre>${escapeHtml(JSON.stringify(value, null, 2))}</pre>`;

function operationHtml(path: string, method: string, operation: Operation): string {
  const token = operation.security ? " <em>needs the token</em>" : "";
  return `<details><summary><b>${method.toUpperCase()}</b> <code>${escapeHtml(path)}</code> ${escapeHtml(operation.summary ?? "")}${token}</summary>
${block("Parameters", operation.parameters)}${block("Body", operation.requestBody)}${block("Answers", operation.responses)}</details>`;
}

function sectionHtml(title: string, paths: [string, Record<string, Operation>][]): string {
  const operations = paths.flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => operationHtml(path, method, operation)),
  );
  return `<h2>${title}</h2>${operations.join("\n")}`;
}

export function docsPage({ info, paths, components }: ApiDescription): { html: string; policy: string } {
  const all = Object.entries(paths);
  const control = all.filter(([path]) => path.startsWith("/api/"));
  const protocols = all.filter(([path]) => path in PROTOCOL_PATHS);
  const data = all.filter((each) => !control.includes(each) && !protocols.includes(each));
  const shapes = Object.entries(components.schemas).map(
    ([name, schema]) =>
      `<details id="${name}"><summary><code>${name}</code></summary>${block("Schema", schema)}</details>`,
  );
  const html = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Homeostat API</title><style>${STYLE}</style></head><body>
<h1>Homeostat API</h1><p>${escapeHtml(info.description)} The same as <a href="/openapi.json">OpenAPI 3.1</a>.</p>
<p>One row:</p><pre>curl -s http://127.0.0.1:4870/predict -H 'content-type: application/json' -d '{"column": 1}'</pre>
${sectionHtml("Data plane", data)}
${sectionHtml("Open Inference Protocol and MLflow scoring", protocols)}
${sectionHtml("Control plane", control)}
<h2>Shapes</h2>${shapes.join("\n")}
</body></html>`;
  return { html, policy: POLICY };
}
