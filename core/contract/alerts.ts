/** Alerts: what is worth telling a person, the ways to tell it, and what became of each message. */
import { z } from "zod";
import { Timestamp } from "./names.ts";

/** From the least to the most pressing. `act`: nothing gets better until a person does something. */
export const AlertSeverity = z.enum(["info", "watch", "act"]);
export type AlertSeverity = z.infer<typeof AlertSeverity>;

export const AlertKind = z.enum([
  "incident_opened",
  "approval_needed",
  /** Half of the time to approve is over. */
  "approval_reminder",
  /** Answers were given again, on repaired values: who asked has to be told. */
  "answers_corrected",
  "incident_ended",
  "model_act",
  "model_blind",
  "service_fault",
  "host_pressure",
  "delivery_failed",
  /** What an alert about a state (model, service, host, delivery) was for is over. */
  "recovered",
  "test",
]);
export type AlertKind = z.infer<typeof AlertKind>;

/** One cause, one alert: what is told of it changes as the cause does. */
export const Alert = z.object({
  id: z.string(),
  /** `incident:01J…`, `model:sales`, `service`, `host`, `delivery:email`. */
  cause: z.string(),
  kind: AlertKind,
  severity: AlertSeverity,
  title: z.string(),
  /** Sentences. */
  text: z.array(z.string()),
  model: z.string().nullable(),
  incident: z.string().nullable(),
  /** Commands that answer it, such as `homeostat approve 01J…`. */
  commands: z.array(z.string()),
  /** Where the app shows it: the hash route alone where the engine serves no pages. */
  address: z.string(),
  at: Timestamp,
  changed_at: Timestamp,
  /** null while the cause lasts. */
  ended_at: Timestamp.nullable(),
});
export type Alert = z.infer<typeof Alert>;

export const Channel = z.enum(["desktop", "email", "webhook", "command"]);
export type Channel = z.infer<typeof Channel>;

/** `failed`: given up after the last attempt. `dropped`: its channel was taken out of the settings. */
export const DeliveryState = z.enum(["waiting", "sent", "failed", "dropped"]);
export type DeliveryState = z.infer<typeof DeliveryState>;

/** One message on its way through one channel. */
export const Delivery = z.object({
  id: z.int(),
  alert: z.string(),
  channel: Channel,
  kind: AlertKind,
  severity: AlertSeverity,
  title: z.string(),
  state: DeliveryState,
  attempts: z.int(),
  /** Why the last attempt failed. */
  error: z.string().nullable(),
  /** Why it is not tried now. */
  held: z.enum(["quiet_hours", "rate_limit", "retry"]).nullable(),
  created_at: Timestamp,
  /** When it is tried (again); null once it is over. */
  next_at: Timestamp.nullable(),
  ended_at: Timestamp.nullable(),
});
export type Delivery = z.infer<typeof Delivery>;

const text = z.string().trim().min(1).max(1000);
const address = z.email().max(320);
const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "it must look like 22:00");
const httpAddress = z.url({ protocol: /^https?$/ }).max(2000);

/** How alerts leave the app. Nothing leaves this machine unless it is set here. Secrets are kept apart. */
export const AlertSettings = z.object({
  /** Notifications of the system, by the app's window; without the app there are none. */
  desktop: z.boolean().default(true),
  /** Each channel tells what is at least so pressing, and how it ended. */
  desktop_least: AlertSeverity.default("watch"),
  /** SMTP server; null for no e-mail. */
  email_host: text.nullable().default(null),
  email_port: z.int().min(1).max(65_535).default(587),
  /** `starttls` and `tls` insist on an encrypted connection; with `none` no password is sent, but to this machine. */
  email_security: z.enum(["starttls", "tls", "none"]).default("starttls"),
  email_user: text.nullable().default(null),
  /** null: the first receiver. */
  email_from: address.nullable().default(null),
  email_to: z.array(address).max(20).default([]),
  email_least: AlertSeverity.default("watch"),
  webhook_url: httpAddress.nullable().default(null),
  webhook_least: AlertSeverity.default("watch"),
  /** A program and its arguments, started without a shell; the alert is JSON on its standard input. */
  command: z.array(z.string().min(1).max(4000)).min(1).max(50).nullable().default(null),
  command_least: AlertSeverity.default("watch"),
  /** Local times between which messages are held; the end may be before the start. null for none. */
  quiet_from: timeOfDay.nullable().default(null),
  quiet_to: timeOfDay.nullable().default(null),
  /** What asks a person to act is sent in quiet hours too. */
  quiet_lets_act_through: z.boolean().default(false),
  /** Messages per channel and hour; what comes on top waits. */
  per_hour: z.int().min(1).max(1000).default(12),
});
export type AlertSettings = z.infer<typeof AlertSettings>;

/** Secrets of channels; they can be written and never read back. */
export const AlertSecret = z.enum(["email_password", "webhook_secret"]);
export type AlertSecret = z.infer<typeof AlertSecret>;

export const AlertSecretChanges = z.partialRecord(AlertSecret, z.string().min(1).max(1000).nullable());
export type AlertSecretChanges = z.infer<typeof AlertSecretChanges>;

/** How a channel stands. */
export const ChannelStatus = z.object({
  channel: Channel,
  /** Everything that it needs is set. */
  configured: z.boolean(),
  waiting: z.int(),
  last_sent_at: Timestamp.nullable(),
  /** Of the newest attempt; null where that succeeded. */
  error: z.string().nullable(),
});
export type ChannelStatus = z.infer<typeof ChannelStatus>;

export const AlertSettingsReport = z.object({
  settings: AlertSettings,
  /** Whether each secret is set. */
  secrets: z.record(AlertSecret, z.boolean()),
  channels: z.array(ChannelStatus),
});
export type AlertSettingsReport = z.infer<typeof AlertSettingsReport>;

export const TestReport = z.object({ channel: Channel, ok: z.boolean(), error: z.string().nullable() });
export type TestReport = z.infer<typeof TestReport>;
