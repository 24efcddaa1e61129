/** Empties the outbox: each channel on its own, one message after the other, within its hours and its rate. */
import {
  type Alert,
  type AlertSettings,
  asHomeostatError,
  Channel,
  type Delivery,
  HomeostatError,
  say,
} from "../contract/index.ts";
import type { Clock, Logger } from "../shared/index.ts";
import type { Parcel, Send } from "./channels/channel.ts";
import { sendCommand } from "./channels/command.ts";
import { sendEmail } from "./channels/email.ts";
import { sendWebhook } from "./channels/webhook.ts";
import type { Message, Outbox } from "./outbox.ts";
import { quietUntil } from "./quiet-hours.ts";
import { isConfigured, type SettingsStore } from "./settings.ts";

const HOUR = 3_600_000;
/** How often the outbox is looked into, ms. */
const LOOK_MS = 5000;

export type Notify = (alert: Pick<Alert, "title" | "text" | "address">) => void;

export interface CourierDeps {
  outbox: Outbox;
  settings: SettingsStore;
  clock: Clock;
  logger: Logger;
  /** Shows a notification of the system; absent where no window stands by. */
  notify?: Notify | undefined;
  /** The alert with the whole address of its page. */
  addressed(alert: Alert): Alert;
  /** A message was sent, is tried again later, or was given up. */
  onResult(message: Message, result: "sent" | "retried" | "failed", error: string | null): void;
}

export interface Courier {
  /** Looks into the outbox now and then. Without it only `test` sends. */
  start(): void;
  /** Delivers what is due; resolves when every channel has done so. It never throws. */
  deliver(): Promise<void>;
  /** @returns why it failed, or null */
  test(channel: Channel, alert: Alert): Promise<string | null>;
  /** Why and until when a message is held, epoch ms; null where it is due. */
  heldUntil(message: Message): { held: NonNullable<Delivery["held"]>; until: number } | null;
  /** What is under way is broken off and stays in the outbox. */
  close(): Promise<void>;
}

/** What the user is told of a failure: our own words, or the library's one line. */
const reasonOf = (thrown: unknown): string => {
  if (thrown instanceof HomeostatError) return thrown.message;
  if (!(thrown instanceof Error)) return asHomeostatError(thrown).message;
  const cause = thrown.cause instanceof Error ? ` (${thrown.cause.message})` : "";
  return `${thrown.message}${cause}`.split("\n")[0]!.slice(0, 500);
};

/** @example const courier = createCourier(deps); courier.start(); await courier.close(); */
export function createCourier({ outbox, settings, clock, logger, notify, addressed, onResult }: CourierDeps): Courier {
  const stopping = new AbortController();
  const under = new Map<Channel, Promise<void>>();
  let timer: NodeJS.Timeout | undefined;

  const sendDesktop: Send = async ({ alert }) => notify?.(alert);
  const SEND: Record<Channel, Send> = {
    desktop: sendDesktop,
    email: sendEmail,
    webhook: sendWebhook,
    command: sendCommand,
  };
  const parcel = (id: string, alert: Alert, now: AlertSettings): Parcel => ({
    id,
    alert: addressed(alert),
    settings: now,
    secret: settings.secret,
    signal: stopping.signal,
  });

  function heldUntil({ channel, alert, retryAt }: Message, now = settings.settings()) {
    const at = clock.now();
    if (retryAt > at) return { held: "retry", until: retryAt } as const;
    const quiet = quietUntil(at, now, alert.severity);
    if (quiet !== null) return { held: "quiet_hours", until: quiet } as const;
    const sent = outbox.sentSince(channel, at - HOUR);
    if (sent.length >= now.per_hour) return { held: "rate_limit", until: sent.at(-now.per_hour)! + HOUR } as const;
    return null;
  }

  /** One message; false where the channel does not work, so that the others need not be tried now. */
  async function carry(message: Message, now: AlertSettings): Promise<boolean> {
    const { channel, id, alert } = message;
    try {
      await SEND[channel](parcel(`msg_${alert.id}_${id}`, alert, now));
      outbox.sent(message);
      onResult(message, "sent", null);
      return true;
    } catch (thrown) {
      if (stopping.signal.aborted) return false;
      const reason = reasonOf(thrown);
      const result = outbox.failed(message, reason);
      logger.warn({ channel, alert: alert.id, reason, result }, "an alert could not be delivered");
      onResult(message, result, reason);
      return false;
    }
  }

  async function empty(channel: Channel): Promise<void> {
    try {
      for (const message of outbox.waiting(channel)) {
        const now = settings.settings();
        if (!isConfigured(channel, now, notify !== undefined)) outbox.drop(message, say("notSetUp"));
        else if (heldUntil(message, now) === null && !(await carry(message, now))) return;
      }
    } catch (error) {
      logger.error({ err: error, channel }, "the outbox of alerts cannot be read or written; it is tried again");
    }
  }

  async function deliver(): Promise<void> {
    if (stopping.signal.aborted) return;
    for (const channel of Channel.options)
      if (!under.has(channel))
        under.set(
          channel,
          empty(channel).finally(() => under.delete(channel)),
        );
    await Promise.all(under.values());
  }

  return {
    start: () => {
      timer = setInterval(() => void deliver(), LOOK_MS).unref();
      void deliver();
    },
    deliver,
    test: async (channel, alert) => {
      const now = settings.settings();
      if (!isConfigured(channel, now, notify !== undefined)) return say("notSetUp");
      try {
        await SEND[channel](parcel(`msg_${alert.id}`, alert, now));
        return null;
      } catch (thrown) {
        return reasonOf(thrown);
      }
    },
    heldUntil,
    close: async () => {
      clearInterval(timer);
      stopping.abort();
      await Promise.all(under.values());
    },
  };
}
