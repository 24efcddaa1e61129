/** What the user set up: settings in the database, secrets in a file that only its owner can read. */
import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";
import {
  type AlertSecret,
  AlertSecretChanges,
  AlertSettings,
  type AlertSeverity,
  type Channel,
  HomeostatError,
  say,
} from "../contract/index.ts";
import { type Database, writeAtomic } from "../shared/index.ts";

const KEY = "alerts";

/** `.partial()` would keep the defaults, and a change of one key would then reset all the others. */
const Changes = z.strictObject(
  Object.fromEntries(Object.entries(AlertSettings.shape).map(([key, field]) => [key, field.unwrap().optional()])),
);

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[?::1\]?)$/;
/** A password crosses no network in the clear. */
const isClear = ({ email_security, email_host }: AlertSettings): boolean =>
  email_security === "none" && email_host !== null && !LOOPBACK.test(email_host);

function refuse(settings: AlertSettings): string | null {
  if (isClear(settings) && settings.email_user !== null) return say("passwordInTheClear");
  if ((settings.quiet_from === null) !== (settings.quiet_to === null)) return say("quietTogether");
  return null;
}

function parseChanges(changes: Record<string, unknown>): Partial<AlertSettings> {
  const result = Changes.safeParse(changes);
  if (result.success) return result.data as Partial<AlertSettings>;
  const [issue] = result.error.issues;
  const reason =
    issue?.code === "unrecognized_keys"
      ? `There is no alert setting ${issue.keys.join(", ")}. Settings: ${Object.keys(AlertSettings.shape).join(", ")}.`
      : `${issue?.path.join(".")}: ${issue?.message}`;
  throw new HomeostatError("WRONG_USE", { reason });
}

export interface SettingsStore {
  settings(): AlertSettings;
  /** @throws HomeostatError WRONG_USE for an unknown key, a value that does not fit, or settings that contradict each other */
  change(changes: Record<string, unknown>): AlertSettings;
  secret(name: AlertSecret): string | null;
  /** null removes one. */
  changeSecrets(changes: AlertSecretChanges): void;
}

/**
 * @param file where secrets lie, mode 0600; it is made with the first one
 * @example createSettingsStore(db, dir.secrets).change({ webhook_url: "https://chat.example.org/hook" })
 */
export function createSettingsStore(db: Database, file: string): SettingsStore {
  const read = db.prepare<[string], string>("SELECT value FROM settings WHERE key = ?").pluck();
  const write = db.prepare("INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)");
  /** Only what was set is stored, so that a changed default reaches who never overrode it. */
  const own = () => JSON.parse(read.get(KEY) ?? "{}") as Partial<AlertSettings>;

  function secrets(): AlertSecretChanges {
    if (!existsSync(file)) return {};
    try {
      return AlertSecretChanges.parse(JSON.parse(readFileSync(file, "utf8")));
    } catch (error) {
      const reason = "it does not hold what Homeostat wrote; delete it and set the secrets again";
      throw new HomeostatError("FILE_UNREADABLE", { file, reason }, { cause: error });
    }
  }

  return {
    settings: () => AlertSettings.parse(own()),
    change: (changes) => {
      const next = { ...own(), ...parseChanges(changes) };
      const settings = AlertSettings.parse(next);
      const reason = refuse(settings);
      if (reason !== null) throw new HomeostatError("WRONG_USE", { reason });
      write.run(KEY, JSON.stringify(next));
      return settings;
    },
    secret: (name) => secrets()[name] ?? null,
    changeSecrets: (changes) => writeAtomic(file, JSON.stringify({ ...secrets(), ...changes })),
  };
}

/** Everything that a channel needs is set. @param desktop whether there is a window that can notify */
export function isConfigured(channel: Channel, settings: AlertSettings, desktop: boolean): boolean {
  if (channel === "desktop") return settings.desktop && desktop;
  if (channel === "email") return settings.email_host !== null && settings.email_to.length > 0;
  return channel === "webhook" ? settings.webhook_url !== null : settings.command !== null;
}

const RANK: Record<AlertSeverity, number> = { info: 0, watch: 1, act: 2 };

/** Whether a channel is told of something so pressing. */
export const isWanted = (channel: Channel, settings: AlertSettings, severity: AlertSeverity): boolean =>
  RANK[severity] >= RANK[settings[`${channel}_least`]];
