/** Alerts of the double: one that lasts, one e-mail that did not arrive, and settings that can be changed. */
import {
  type Alert,
  type AlertSecret,
  AlertSettings,
  type AlertSettingsReport,
  Channel,
  type Delivery,
} from "../../core/contract/alerts.ts";
import { HomeostatError } from "../../core/contract/errors.ts";
import { say } from "../../core/contract/sentences/say.ts";

export interface AlertWorld {
  settings: AlertSettings;
  secrets: Record<AlertSecret, boolean>;
  alerts: Alert[];
  log: Delivery[];
}

export const noAlerts = (): AlertWorld => ({
  settings: AlertSettings.parse({}),
  secrets: { email_password: false, webhook_secret: false },
  alerts: [],
  log: [],
});

export function fullAlerts(now: number): AlertWorld {
  const at = (hours: number) => new Date(now - hours * 3_600_000).toISOString();
  const title = say("doNotArrive", { channel: "email" });
  return {
    settings: AlertSettings.parse({ email_host: "smtp.example.org", email_to: ["ward@example.org"] }),
    secrets: { email_password: true, webhook_secret: false },
    alerts: [
      {
        ...{ id: "01ALERT", cause: "delivery:email", kind: "delivery_failed", severity: "watch", title },
        text: [say("givenUp", { title: say("waitsFor", { title: "diabetes" }), error: "Connection timeout" })],
        ...{ model: null, incident: null, commands: ["homeostat alerts log"], address: "#/settings" },
        ...{ at: at(3), changed_at: at(3), ended_at: null },
      },
    ],
    log: [
      {
        ...{ id: 1, alert: "01INC", channel: "email", kind: "approval_needed", severity: "act", state: "failed" },
        ...{
          title: say("waitsFor", { title: say("modelState", { model: "diabetes", state: say("stateHarmful") }) }),
          attempts: 9,
          error: "Connection timeout",
        },
        ...{ held: null, created_at: at(5), next_at: null, ended_at: at(3) },
      },
    ],
  };
}

const isConfigured = (channel: Channel, { email_host, webhook_url, command }: AlertSettings): boolean =>
  ({ desktop: false, email: email_host !== null, webhook: webhook_url !== null, command: command !== null })[channel];

export function alertReport({ settings, secrets, log }: AlertWorld): AlertSettingsReport {
  const channels = Channel.options.map((channel) => ({
    ...{ channel, configured: isConfigured(channel, settings), waiting: 0, last_sent_at: null },
    error: log.find((one) => one.channel === channel)?.error ?? null,
  }));
  return { settings, secrets, channels };
}

export function configureAlerts(
  world: AlertWorld,
  { changes, secrets }: { changes: Record<string, unknown>; secrets: Partial<Record<AlertSecret, string | null>> },
): AlertSettingsReport {
  const { success, data, error } = AlertSettings.safeParse({ ...world.settings, ...changes });
  if (!success) throw new HomeostatError("WRONG_USE", { reason: error.issues[0]!.message });
  world.settings = data;
  for (const [name, secret] of Object.entries(secrets)) world.secrets[name as AlertSecret] = secret !== null;
  return alertReport(world);
}
