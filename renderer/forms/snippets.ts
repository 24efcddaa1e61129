/** How to call the model from elsewhere, with a real row. */
import type { Row } from "../../core/contract/predict.ts";

export type Language = "curl" | "python" | "javascript";
type Call = { url: string; body: unknown };

const quoteShell = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

function python(value: unknown): string {
  if (value === null) return "None";
  if (value === true) return "True";
  if (value === false) return "False";
  if (Array.isArray(value)) return `[${value.map(python).join(", ")}]`;
  if (typeof value === "object")
    return `{${Object.entries(value)
      .map(([key, one]) => `${JSON.stringify(key)}: ${python(one)}`)
      .join(", ")}}`;
  return JSON.stringify(value);
}

const WRITE: Record<Language, (call: Call) => string> = {
  curl: ({ url, body }) =>
    `curl ${url} \\\n  -H 'content-type: application/json' \\\n  -d ${quoteShell(JSON.stringify(body))}`,
  python: ({ url, body }) =>
    `import requests\n\nreply = requests.post("${url}", json=${python(body)})\nreply.raise_for_status()\nprint(reply.json())`,
  javascript: ({ url, body }) =>
    `const reply = await fetch("${url}", {\n  method: "POST",\n  headers: { "content-type": "application/json" },\n  body: JSON.stringify(${JSON.stringify(body)}),\n});\nconsole.log(await reply.json());`,
};

export const predictSnippet = (language: Language, address: string, model: string, row: Row): string =>
  WRITE[language]({ url: `${address}/models/${model}/predict`, body: row });

export const feedbackSnippet = (language: Language, address: string, outcome: unknown): string =>
  WRITE[language]({ url: `${address}/feedback`, body: { prediction_id: "01J…", outcome } });
