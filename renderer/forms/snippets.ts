/** How to call the model from elsewhere, with a real row. */
import type { Row } from "../../core/contract/predict.ts";

export type Language = "curl" | "python" | "javascript" | "r" | "excel";
type Call = { url: string; body: unknown; token?: string };

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

/** A string of R; its escapes are those of JSON. */
const r = (value: unknown): string => {
  if (value === null) return "NULL";
  if (typeof value === "boolean") return value ? "TRUE" : "FALSE";
  if (Array.isArray(value)) return `list(${value.map(r).join(", ")})`;
  if (typeof value === "object" && value !== null)
    return `list(${Object.entries(value)
      .map(([key, one]) => `\`${key.replaceAll("\\", "\\\\").replaceAll("`", "\\`")}\` = ${r(one)}`)
      .join(", ")})`;
  return JSON.stringify(value);
};

/** A literal of Power Query's language, which doubles quotes and writes signs outside one line by number. */
const powerQuery = (value: unknown): string => {
  if (Array.isArray(value)) return `{${value.map(powerQuery).join(", ")}}`;
  if (typeof value === "object" && value !== null)
    return `[${Object.entries(value)
      .map(([key, one]) => `#${powerQuery(key)} = ${powerQuery(one)}`)
      .join(", ")}]`;
  if (typeof value !== "string") return JSON.stringify(value);
  const plain = value.replaceAll("#(", "#(#)(").replaceAll("\n", "#(lf)").replaceAll("\r", "#(cr)");
  return `"${plain.replaceAll('"', '""')}"`;
};

const bearer = (token: string) => `Bearer ${token}`;

const WRITE: Record<Language, (call: Call) => string> = {
  curl: ({ url, body, token }) =>
    [
      `curl ${url}`,
      "-H 'content-type: application/json'",
      ...(token ? [`-H ${quoteShell(`authorization: ${bearer(token)}`)}`] : []),
      `-d ${quoteShell(JSON.stringify(body))}`,
    ].join(" \\\n  "),
  python: ({ url, body, token }) => {
    const headers = token ? `,\n    headers={"authorization": ${JSON.stringify(bearer(token))}},\n` : "";
    const start = token ? "\n    " : "";
    return `import requests\n\nreply = requests.post(${start}"${url}",${start || " "}json=${python(body)}${headers})\nreply.raise_for_status()\nprint(reply.json())`;
  },
  javascript: ({ url, body, token }) => {
    const headers = {
      "content-type": "application/json",
      ...(token ? { authorization: bearer(token) } : {}),
    };
    const shown = Object.entries(headers).map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`);
    return `const reply = await fetch("${url}", {\n  method: "POST",\n  headers: { ${shown.join(", ")} },\n  body: JSON.stringify(${JSON.stringify(body)}),\n});\nconsole.log(await reply.json());`;
  },
  r: ({ url, body, token }) =>
    [
      "library(httr2)\n",
      `reply <- request("${url}") |>`,
      ...(token ? [`  req_auth_bearer_token(${JSON.stringify(token)}) |>`] : []),
      `  req_body_json(${r(body)}) |>`,
      "  req_perform() |>",
      "  resp_body_json()",
      "print(reply)",
    ].join("\n"),
  excel: ({ url, body, token }) => {
    const headers = `#"Content-Type" = "application/json"${token ? `, Authorization = ${powerQuery(bearer(token))}` : ""}`;
    return [
      "let",
      `  Row = ${powerQuery(body)},`,
      `  Answer = Web.Contents("${url}", [Headers = [${headers}], Content = Json.FromValue(Row)]),`,
      "  Reply = Json.Document(Answer)",
      "in",
      "  Record.ToTable(Reply)",
    ].join("\n");
  },
};

export const LANGUAGES: readonly Language[] = ["curl", "python", "javascript", "r", "excel"];

/** @param token where programs must send one */
export const predictSnippet = (language: Language, address: string, model: string, row: Row, token?: string): string =>
  WRITE[language]({ url: `${address}/models/${model}/predict`, body: row, ...(token ? { token } : {}) });

/** @param prediction id of the answer that it is about */
export const feedbackSnippet = (
  language: Language,
  address: string,
  { prediction, outcome, token }: { prediction: string; outcome: unknown; token?: string | undefined },
): string =>
  WRITE[language]({
    url: `${address}/feedback`,
    body: { prediction_id: prediction, outcome },
    ...(token ? { token } : {}),
  });
