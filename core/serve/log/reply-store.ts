/** Replies kept by `Idempotency-Key`, so that a request sent again gets the first reply and nothing happens twice. */
import { HomeostatError } from "../../contract/index.ts";
import type { Clock, Database } from "../../shared/index.ts";
import type { DiskMode } from "./disk-mode.ts";

export interface KeptReply {
  status: number;
  /** JSON text. */
  reply: string;
}

export interface ReplyStore {
  /** The first reply to this key, or null. @throws CONFLICT where it came with another body */
  find(key: string, bodySha256: string): KeptReply | null;
  /** @throws DISK_FULL, DISK_FAILED */
  keep(key: string, bodySha256: string, kept: KeptReply): void;
}

const HOUR = 3_600_000;
/** Keys are forgotten after a day. */
const LIFETIME = 24 * HOUR;

/** @param write does a write or refuses it */
export function createReplyStore(db: Database, clock: Clock, write: DiskMode["write"]): ReplyStore {
  const select = db.prepare<[string], KeptReply & { body_sha256: string; at: number }>(
    "SELECT body_sha256, status, reply, at FROM idempotency WHERE key = ?",
  );
  const upsert = db.prepare(
    `INSERT INTO idempotency (key, body_sha256, status, reply, at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (key) DO UPDATE SET
       body_sha256 = excluded.body_sha256, status = excluded.status, reply = excluded.reply, at = excluded.at`,
  );
  const purge = db.prepare("DELETE FROM idempotency WHERE at < ?");
  let purgedAt = Number.NEGATIVE_INFINITY;

  return {
    find: (key, bodySha256) => {
      const row = select.get(key);
      if (!row || row.at < clock.now() - LIFETIME) return null;
      if (row.body_sha256 !== bodySha256) throw new HomeostatError("CONFLICT", {});
      return { status: row.status, reply: row.reply };
    },
    keep: (key, bodySha256, { status, reply }) => {
      const now = clock.now();
      write(() => {
        if (now - purgedAt > HOUR) {
          purge.run(now - LIFETIME);
          purgedAt = now;
        }
        upsert.run(key, bodySha256, status, reply, now);
      });
    },
  };
}
