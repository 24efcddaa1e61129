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
