import type { AuditEntry } from "../../core/contract/registry.ts";
import { t } from "../texts/index.ts";

const isHash = (name: string) => name.endsWith("sha256");

/** A value in few letters: a gate by its verdict, a hash by its beginning. */
function brief(name: string, value: unknown): string {
  if (typeof value === "object" && value !== null) {
    if ("passed" in value) return value.passed === true ? t.models.gate.passed : t.models.gate.refused;
    return JSON.stringify(value);
  }
  const text = String(value);
  return isHash(name) ? text.slice(0, 12) : text;
}

/** What an audit entry says besides who, what and when; the reason first, hashes last. */
export function auditDetail(detail: Record<string, unknown>): string {
  const { reason, ...rest } = detail;
  const parts = Object.entries(rest)
    .filter(([, value]) => value !== null && value !== "")
    .toSorted(([a], [b]) => Number(isHash(a)) - Number(isHash(b)))
    .map(([name, value]) => `${name.replaceAll("_", " ")}: ${brief(name, value)}`);
  return [...(typeof reason === "string" && reason !== "" ? [reason] : []), ...parts].join(" · ");
}

type Entry = Pick<AuditEntry, "action" | "subject" | "detail">;

/** The model that an entry is about; empty where it is about none, as an incident's or the alerts'. */
export function auditModel({ action, subject }: Pick<Entry, "action" | "subject">): string {
  if (action === "approve" || action === "reject" || action === "expire" || action === "alerts") return "";
  return subject.split("@")[0] ?? "";
}

const STAGES: Record<string, { name: string } | undefined> = t.stages;
const word = (value: unknown) =>
  value === null || value === undefined ? "" : (STAGES[String(value)]?.name ?? String(value));

/** What was done, in a sentence. @example auditSentence(entry) // "v0003 of diabetes went live in place of v0002." */
export function auditSentence(entry: Entry): string {
  const { action, subject, detail } = entry;
  const [, version = ""] = subject.split("@");
  const about = { subject, version, model: auditModel(entry), from: word(detail.from), to: word(detail.to) };
  return t.audit.sentences[action]?.(about) ?? `${action}: ${subject}`;
}
