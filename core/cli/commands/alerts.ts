/** `homeostat alerts`: what was told, what is set up, and whether it arrives. */
import { existsSync, readFileSync } from "node:fs";
import type { Command } from "commander";
import type { Client } from "../../api/index.ts";
import {
  type AlertSecretChanges,
  AlertSettings,
  type AlertSettingsReport,
  Channel,
  HomeostatError,
} from "../../contract/index.ts";
import { type Answer, type CommonFlags, declare, withClient } from "../command.ts";
import { keyValue, list } from "../options.ts";
import { table } from "../output.ts";

interface Flags extends CommonFlags {
  open?: boolean;
  emailPassword?: string;
  webhookSecret?: string;
}

const STDIN = 0;

/** The first line of a file, or of the standard input for `-`; null, which removes the secret, where it is empty. */
function secretIn(file: string): string | null {
  if (file !== "-" && !existsSync(file)) throw new HomeostatError("FILE_NOT_FOUND", { file });
  return readFileSync(file === "-" ? STDIN : file, "utf8").split(/\r?\n/)[0] || null;
}

function secretsOf({ emailPassword, webhookSecret }: Flags): AlertSecretChanges {
  return {
    ...(emailPassword === undefined ? {} : { email_password: secretIn(emailPassword) }),
    ...(webhookSecret === undefined ? {} : { webhook_secret: secretIn(webhookSecret) }),
  };
}

/** `KEY=VALUE`; an empty value means none, and receivers are separated by commas. */
function change(text: string): [string, unknown] {
  const [key, value] = keyValue(text);
  if (value === "") return [key, key === "email_to" ? [] : null];
  return [key, key === "email_to" && typeof value === "string" ? list(value) : value];
}

const settingsText = ({ settings, secrets, channels }: AlertSettingsReport): string =>
  [
    table(Object.keys(AlertSettings.shape).map((key) => ({ key, value: settings[key as keyof AlertSettings] }))),
    table(Object.entries(secrets).map(([secret, set]) => ({ secret, set: set ? "yes" : "no" }))),
    table(channels.map(({ configured, ...rest }) => ({ ...rest, configured: configured ? "yes" : "no" }))),
  ].join("\n\n");

async function alertsOf(client: Client, open: boolean | undefined): Promise<Answer> {
  const json = await client.alerts.list({ open });
  const rows = json.alerts.map(({ changed_at, severity, kind, title, ended_at }) => ({
    ...{ changed_at, severity, kind, title },
    over: ended_at === null ? "no" : "yes",
  }));
  return { json, text: table(rows) };
}

async function logOf(client: Client): Promise<Answer> {
  const json = await client.alerts.log({});
  const rows = json.deliveries.map(({ created_at, channel, kind, title, state, attempts, held, next_at, error }) => ({
    ...{ created_at, channel, kind, title, state, attempts, held, next_at, error },
  }));
  return { json, text: table(rows) };
}

async function testOf(client: Client, name: string | undefined): Promise<Answer> {
  const { data: channel } = Channel.safeParse(name);
  if (!channel)
    throw new HomeostatError("WRONG_USE", { reason: `Name a channel to test: ${Channel.options.join(", ")}.` });
  const json = await client.alerts.test({ channel });
  return { json, text: json.ok ? "It was taken." : `It did not arrive: ${json.error}`, exit: json.ok ? 0 : 3 };
}

async function run(client: Client, verb: string | undefined, args: string[], flags: Flags): Promise<Answer> {
  if (verb === undefined) return alertsOf(client, flags.open);
  if (verb === "log") return logOf(client);
  if (verb === "test") return testOf(client, args[0]);
  if (verb !== "settings" && verb !== "set")
    throw new HomeostatError("WRONG_USE", { reason: `alerts does not know "${verb}": settings, set, test or log.` });
  const json =
    verb === "set"
      ? await client.alerts.configure({ changes: Object.fromEntries(args.map(change)), secrets: secretsOf(flags) })
      : await client.alerts.settings();
  return { json, text: settingsText(json) };
}

export const declareAlerts = (program: Command): void => {
  declare(
    program,
    "alerts [verb] [args...]",
    "what was told, and to whom: alerts | settings | set KEY=VALUE… | test CHANNEL | log",
    "alerts set email_host=smtp.example.org email_to=me@example.org --email-password password.txt",
  )
    .option("--open", "only what is not over")
    .option(
      "--email-password <file>",
      "with set: file that holds the password of email_user; - reads the standard input",
    )
    .option("--webhook-secret <file>", "with set: file that holds the key that signs what the webhook is sent")
    .action((verb: string | undefined, args: string[], flags: Flags) =>
      withClient(flags, (client) => run(client, verb, args, flags)),
    );
};
