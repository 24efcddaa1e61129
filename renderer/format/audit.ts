import type { AuditEntry } from "../../core/contract/registry.ts";
import { inWords, t } from "../texts/index.ts";

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
  return [...(typeof reason === "string" && reason !== "" ? [inWords(reason)] : []), ...parts].join(" · ");
}

type Entry = Pick<AuditEntry, "action" | "subject" | "detail">;

/** Entries about an incident name it, and not its model. */
const OF_INCIDENTS = new Set(["approve", "reject", "expire"]);
/** Letters of an id that tell it from the others of its day. */
const TELLING = 6;

/**
 * The model that an entry is about; empty where it is about none.
 * @param modelOf of an incident, as far as it is known
 */
export function auditModel(
  { action, subject }: Pick<Entry, "action" | "subject">,
  modelOf: (incident: string) => string | null,
): string {
  if (action === "alerts") return "";
  return (OF_INCIDENTS.has(action) ? modelOf(subject) : subject.split("@")[0]) ?? "";
}

/** Who did it: a repair that Homeostat makes is its own doing, whichever incident asked for it. */
export const auditActor = (actor: string): string => actor.split(" ")[0] ?? actor;

const STAGES: Record<string, { name: string } | undefined> = t.stages;
const word = (value: unknown) =>
  value === null || value === undefined ? "" : (STAGES[String(value)]?.name ?? String(value));

/** What was done, in a sentence. @example auditSentence(entry, modelOf) // "v0003 of diabetes went live in place of v0002." */
export function auditSentence(entry: Entry, modelOf: (incident: string) => string | null): string {
  const { action, subject, detail } = entry;
  const [, version = ""] = subject.split("@");
  const about = {
    subject: auditModel(entry, modelOf) || `…${subject.slice(-TELLING)}`,
    ...{ version, model: auditModel(entry, modelOf), from: word(detail.from), to: word(detail.to) },
  };
  return t.audit.sentences[action]?.(about) ?? `${action}: ${subject}`;
}
