/** The alert settings as fields, and what is typed into them as values. */
import type { AlertSecret, AlertSettings, Channel } from "../../core/contract/alerts.ts";

export type AlertField = keyof AlertSettings | AlertSecret;
type Kind = "text" | "number" | "list" | "lines" | "switch" | "severity" | "security" | "secret";

export interface FieldSpec {
  name: AlertField;
  kind: Kind;
}

const field = (name: AlertField, kind: Kind = "text"): FieldSpec => ({ name, kind });

export const CHANNEL_FIELDS: Record<Channel, readonly FieldSpec[]> = {
  desktop: [field("desktop", "switch"), field("desktop_least", "severity")],
  email: [
    field("email_host"),
    field("email_port", "number"),
    field("email_security", "security"),
    field("email_user"),
    field("email_password", "secret"),
    field("email_from"),
    field("email_to", "list"),
    field("email_least", "severity"),
  ],
  webhook: [field("webhook_url"), field("webhook_secret", "secret"), field("webhook_least", "severity")],
  command: [field("command", "lines"), field("command_least", "severity")],
};

export const WHEN_FIELDS: readonly FieldSpec[] = [
  field("quiet_from"),
  field("quiet_to"),
  field("quiet_lets_act_through", "switch"),
  field("per_hour", "number"),
];

const KINDS = new Map([...Object.values(CHANNEL_FIELDS).flat(), ...WHEN_FIELDS].map(({ name, kind }) => [name, kind]));

/** A setting as a field shows it. @example shown("email_to", settings) // "a@example.org, b@example.org" */
export function shown(name: keyof AlertSettings, settings: AlertSettings): string {
  const value = settings[name];
  if (Array.isArray(value)) return value.join(KINDS.get(name) === "lines" ? "\n" : ", ");
  return value === null ? "" : String(value);
}

const parts = (text: string, by: RegExp): string[] =>
  text
    .split(by)
    .map((part) => part.trim())
    .filter((part) => part !== "");

/** What was typed, as the engine takes it; what does not fit is refused there, in words. */
export function typed(name: AlertField, text: string): unknown {
  const kind = KINDS.get(name);
  if (kind === "number") return text.trim() === "" ? null : Number(text);
  if (kind === "list") return parts(text, /[,;\n]/);
  if (kind === "switch") return text === "true";
  // An argument may begin or end with a space; a line without anything is none.
  if (kind === "lines") {
    const lines = text.split("\n").filter((line) => line !== "");
    return lines.length > 0 ? lines : null;
  }
  if (kind === "secret") return text === "" ? null : text;
  return text.trim() === "" ? null : text.trim();
}

const SECRETS: readonly AlertField[] = ["email_password", "webhook_secret"];

/** Edits, split into settings and secrets. */
export function alertChanges(edits: Partial<Record<AlertField, string>>) {
  const all = Object.entries(edits).map(([name, text]) => [name, typed(name as AlertField, text)] as const);
  const isSecret = ([name]: readonly [string, unknown]) => SECRETS.includes(name as AlertField);
  return {
    changes: Object.fromEntries(all.filter((one) => !isSecret(one))),
    secrets: Object.fromEntries(all.filter(isSecret)) as Partial<Record<AlertSecret, string | null>>,
  };
}
