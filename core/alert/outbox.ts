/** Messages on their way: stored before anything is sent, so that a restart loses none. */
import type { Alert, Channel, Delivery, DeliveryState } from "../contract/index.ts";
import type { Clock, Database } from "../shared/index.ts";
import { MOST_ATTEMPTS, retryPause } from "./retry.ts";

/** A message as it lies in the outbox: what the alert said when it was raised. */
export interface Message {
  id: number;
  channel: Channel;
  alert: Alert;
  attempts: number;
  createdAt: number;
  /** Not to be tried before, epoch ms. */
  retryAt: number;
}

export type Logged = Omit<Delivery, "held" | "next_at"> & { message: Message };

export interface Outbox {
  /** Queues what an alert says; what waits of the same alert for the same channel is replaced by it. */
  add(alert: Alert, channel: Channel): void;
  /** Whether a channel was told of an alert, or is about to be. */
  knows(alert: string, channel: Channel): boolean;
  /** What of an alert waits is not worth sending any more. */
  withdraw(alert: string): void;
  /** What waits for a channel, the most pressing first, then the oldest. */
  waiting(channel: Channel): Message[];
  sent(message: Message): void;
  /** @returns what became of it: tried again later, or given up */
  failed(message: Message, error: string): "retried" | "failed";
  drop(message: Message, reason: string): void;
  /** When the latest messages of a channel were sent since a time, oldest first, epoch ms. */
  sentSince(channel: Channel, since: number): number[];
  lastSent(channel: Channel): number | null;
  /** Why the newest attempt on a channel failed; null where it succeeded or none was made. */
  lastError(channel: Channel): string | null;
  /** Newest first. */
  log(limit: number): Logged[];
}

interface Row {
  seq: number;
  channel: Channel;
  message: string;
  state: DeliveryState;
  attempts: number;
  error: string | null;
  created_at: number;
  retry_at: number;
  ended_at: number | null;
}

const toMessage = ({ seq, channel, message, attempts, created_at, retry_at }: Row): Message => ({
  ...{ id: seq, channel, alert: JSON.parse(message) as Alert },
  ...{ attempts, createdAt: created_at, retryAt: retry_at },
});

function toLogged(row: Row): Logged {
  const message = toMessage(row);
  const { kind, severity, title } = message.alert;
  return {
    ...{ id: row.seq, alert: message.alert.id, channel: row.channel, kind, severity, title },
    ...{ state: row.state, attempts: row.attempts, error: row.error },
    created_at: new Date(row.created_at).toISOString(),
    ended_at: row.ended_at === null ? null : new Date(row.ended_at).toISOString(),
    message,
  };
}

/** @example createOutbox(db, clock).waiting("email") */
export function createOutbox(db: Database, clock: Clock): Outbox {
  const put = db.prepare(
    `INSERT INTO alert_deliveries (alert, channel, message, state, created_at, retry_at)
     VALUES (:alert, :channel, :message, 'waiting', :now, :now)
     ON CONFLICT (alert, channel) WHERE state = 'waiting' DO UPDATE SET message = :message`,
  );
  const known = db.prepare<[string, Channel], unknown>(
    "SELECT 1 FROM alert_deliveries WHERE alert = ? AND channel = ? AND state IN ('waiting', 'sent') LIMIT 1",
  );
  const withdrawn = db.prepare(
    `UPDATE alert_deliveries SET state = 'dropped', error = 'no longer needed', ended_at = ?
     WHERE alert = ? AND state = 'waiting'`,
  );
  const waiting = db.prepare<[Channel], Row>(
    `SELECT * FROM alert_deliveries WHERE channel = ? AND state = 'waiting'
     ORDER BY json_extract(message, '$.severity') <> 'act', seq`,
  );
  // Where the alert has changed while its message was under way, the newer text still waits.
  const end = db.prepare(
    `UPDATE alert_deliveries SET state = :state, attempts = :attempts, error = :error, attempted_at = :now,
       ended_at = :now WHERE seq = :id AND message = :message`,
  );
  const again = db.prepare(
    `UPDATE alert_deliveries SET attempts = :attempts, error = :error, attempted_at = :now, retry_at = :retryAt
     WHERE seq = :id AND state = 'waiting'`,
  );
  const dropped = db.prepare(
    "UPDATE alert_deliveries SET state = 'dropped', error = :error, ended_at = :now WHERE seq = :id AND state = 'waiting'",
  );
  const times = db.prepare<[Channel, number], { at: number }>(
    "SELECT ended_at AS at FROM alert_deliveries WHERE channel = ? AND state = 'sent' AND ended_at > ? ORDER BY ended_at",
  );
  const last = db.prepare<[Channel], { at: number | null }>(
    "SELECT max(ended_at) AS at FROM alert_deliveries WHERE channel = ? AND state = 'sent'",
  );
  const newestError = db.prepare<[Channel], { error: string | null }>(
    "SELECT error FROM alert_deliveries WHERE channel = ? AND attempted_at IS NOT NULL ORDER BY attempted_at DESC, seq DESC LIMIT 1",
  );
  const log = db.prepare<[number], Row>("SELECT * FROM alert_deliveries ORDER BY seq DESC LIMIT ?");

  const finish = ({ id, attempts, alert }: Message, state: DeliveryState, error: string | null) =>
    end.run({ id, state, attempts: attempts + 1, error, now: clock.now(), message: JSON.stringify(alert) });

  return {
    add: (alert, channel) =>
      void put.run({ alert: alert.id, channel, message: JSON.stringify(alert), now: clock.now() }),
    knows: (alert, channel) => known.get(alert, channel) !== undefined,
    withdraw: (alert) => void withdrawn.run(clock.now(), alert),
    waiting: (channel) => waiting.all(channel).map(toMessage),
    sent: (message) => void finish(message, "sent", null),
    failed: (message, error) => {
      const { id } = message;
      const attempts = message.attempts + 1;
      if (attempts >= MOST_ATTEMPTS) {
        finish(message, "failed", error);
        return "failed";
      }
      const now = clock.now();
      again.run({ id, attempts, error, now, retryAt: now + retryPause(attempts) });
      return "retried";
    },
    drop: ({ id }, error) => void dropped.run({ id, error, now: clock.now() }),
    sentSince: (channel, since) => times.all(channel, since).map(({ at }) => at),
    lastSent: (channel) => last.get(channel)?.at ?? null,
    lastError: (channel) => newestError.get(channel)?.error ?? null,
    log: (limit) => log.all(limit).map(toLogged),
  };
}
