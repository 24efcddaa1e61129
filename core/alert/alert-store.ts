/** Alerts as they are stored: one row per cause that lasts, its body the contract's Alert without the full address. */
import type { Alert } from "../contract/index.ts";
import type { Clock, Database, NextId } from "../shared/index.ts";
import type { News } from "./news.ts";

/** What is over is kept so long, ms. */
const KEPT_MS = 90 * 86_400_000;

export interface AlertStore {
  /** The newest alert of a cause, over or not. */
  newest(cause: string): Alert | null;
  /** Stores what is told of a cause now: into the alert that lasts, or as a new one. */
  put(news: News, before: Alert | null): Alert;
  /** Newest first. */
  list(filter: { open?: boolean | undefined; limit: number }): Alert[];
  /** Lets go of what has been over for long, with its messages. */
  prune(): void;
}

interface Row {
  body: string;
}

const whole = ({ body }: Row): Alert => JSON.parse(body) as Alert;

/** @example createAlertStore({ db, clock, nextId }).list({ open: true, limit: 10 }) */
export function createAlertStore({ db, clock, nextId }: { db: Database; clock: Clock; nextId: NextId }): AlertStore {
  const newest = db.prepare<[string], Row>(
    "SELECT body FROM alerts WHERE cause = ? ORDER BY changed_at DESC, id DESC LIMIT 1",
  );
  const listed = db.prepare<[number, number], Row>(
    "SELECT body FROM alerts WHERE ended_at IS NULL OR NOT ? ORDER BY changed_at DESC, id DESC LIMIT ?",
  );
  const write = db.prepare(
    `INSERT INTO alerts (id, cause, body, at, changed_at, ended_at) VALUES (:id, :cause, :body, :at, :now, :ended)
     ON CONFLICT (id) DO UPDATE SET body = :body, changed_at = :now, ended_at = :ended`,
  );
  const dropMessages = db.prepare(
    "DELETE FROM alert_deliveries WHERE alert IN (SELECT id FROM alerts WHERE ended_at < :before) AND state <> 'waiting'",
  );
  const drop = db.prepare(
    "DELETE FROM alerts WHERE ended_at < :before AND NOT EXISTS (SELECT 1 FROM alert_deliveries WHERE alert = alerts.id)",
  );

  return {
    newest: (cause) => {
      const row = newest.get(cause);
      return row ? whole(row) : null;
    },
    put: ({ ends, route, ...news }, before) => {
      const now = clock.now();
      const at = new Date(now).toISOString();
      const alert: Alert = {
        id: before?.id ?? nextId(),
        ...news,
        address: route,
        at: before?.at ?? at,
        changed_at: at,
        ended_at: ends ? at : null,
      };
      const { id, cause } = alert;
      write.run({ id, cause, body: JSON.stringify(alert), at: Date.parse(alert.at), now, ended: ends ? now : null });
      return alert;
    },
    list: ({ open, limit }) => listed.all(open ? 1 : 0, limit).map(whole),
    prune: db.transaction(() => {
      const before = clock.now() - KEPT_MS;
      dropMessages.run({ before });
      drop.run({ before });
    }),
  };
}
