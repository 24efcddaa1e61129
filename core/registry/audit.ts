/**
 * The audit trail: an append-only list in which every entry carries the hash of the one before, so that a change,
 * an insertion or a removal anywhere breaks the chain from there on.
 */
import { setImmediate as nextTurn } from "node:timers/promises";
import { type AuditEntry, type AuditVerdict, HomeostatError } from "../contract/index.ts";
import { type Clock, type Database, sha256 } from "../shared/index.ts";
import { canonicalJson } from "./canonical-json.ts";

export interface AuditInput {
  /** Who: `user`, `policy`, `cli` … */
  actor: string;
  /** What: `register`, `promote`, `rollback`, `stage`, `policy` … */
  action: string;
  /** On what: `model@v0003`, `model`. */
  subject: string;
  detail: Record<string, unknown>;
}

export interface AuditFilter {
  limit?: number;
  /** Only entries that hold this text, in whichever field, large or small letters. */
  search?: string;
}

export interface Audit {
  append(entry: AuditInput): AuditEntry;
  /** Oldest first; with a limit the newest that fit. */
  list(filter?: AuditFilter): AuditEntry[];
  /**
   * Proves that nothing was changed, put in or taken out; a stretch at a time, requests are served in between.
   * @param watch told the share done; ends it
   * @throws HomeostatError CANCELLED
   */
  verify(watch?: { signal?: AbortSignal; onProgress?(done: number): void }): Promise<AuditVerdict>;
}

interface Row extends Omit<AuditEntry, "at" | "detail"> {
  at: number;
  detail: string;
  previous: string;
}

/** Entries that are read and proven in one go: a few milliseconds. */
const STRETCH = 500;
/** What the first entry points back to. */
const GENESIS = "0".repeat(64);
/** The newest hash is kept apart as well: without it, entries removed from the end would leave a valid chain. */
const HEAD = "audit_head";

const hashOf = (row: Omit<Row, "hash">, detail: unknown): string =>
  sha256(
    row.previous +
      canonicalJson({
        seq: row.seq,
        at: row.at,
        actor: row.actor,
        action: row.action,
        subject: row.subject,
        detail,
      }),
  );

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // cannot match any hash: verify reports this row
  }
}

const toEntry = ({ previous: _, ...row }: Row): AuditEntry => ({
  ...row,
  at: new Date(row.at).toISOString(),
  detail: (parsed(row.detail) ?? { unreadable: row.detail }) as Record<string, unknown>,
});

/**
 * `hash = sha256(previous hash + canonical JSON of the entry)`: cheap to
 * append, cheap to check. `append` joins a transaction that is already open.
 * @example audit.append({ actor: "user", action: "promote", subject: "iris@v0002", detail: { from: "v0001" } });
 */
export function createAudit(db: Database, clock: Clock): Audit {
  const last = db.prepare<[], Row>("SELECT * FROM audit ORDER BY seq DESC LIMIT 1");
  const after = db.prepare<[number, number], Row>("SELECT * FROM audit WHERE seq > ? ORDER BY seq LIMIT ?");
  const count = db.prepare<[], number>("SELECT count(*) FROM audit").pluck();
  const head = db.prepare<[string], { value: string }>("SELECT value FROM settings WHERE key = ?");
  const setHead = db.prepare("INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)");
  const insert = db.prepare(
    `INSERT INTO audit (seq, at, actor, action, subject, detail, previous, hash)
     VALUES (:seq, :at, :actor, :action, :subject, :detail, :previous, :hash)`,
  );

  const append = db.transaction((entry: AuditInput): AuditEntry => {
    const before = last.get();
    const detail = canonicalJson(entry.detail);
    const { actor, action, subject } = entry;
    const unsigned = {
      seq: (before?.seq ?? 0) + 1,
      at: clock.now(),
      actor,
      action,
      subject,
      detail,
      previous: before?.hash ?? GENESIS,
    };
    const row: Row = { ...unsigned, hash: hashOf(unsigned, JSON.parse(detail)) };
    insert.run(row);
    setHead.run(HEAD, row.hash);
    return toEntry(row);
  });

  const holding = "lower(actor || ' ' || action || ' ' || subject || ' ' || detail) LIKE :like ESCAPE '\\'";
  const matching = db.prepare<{ like: string; limit: number }, Row>(
    `SELECT * FROM audit WHERE ${holding} ORDER BY seq DESC LIMIT :limit`,
  );

  function list({ limit = -1, search = "" }: AuditFilter = {}): AuditEntry[] {
    const like = `%${search.toLowerCase().replaceAll(/[\\%_]/g, "\\$&")}%`;
    return matching.all({ like, limit }).reverse().map(toEntry);
  }

  const verify: Audit["verify"] = async ({ signal, onProgress } = {}) => {
    let previous = GENESIS;
    let sound = 0;
    for (;;) {
      const rows = after.all(sound, STRETCH);
      for (const row of rows) {
        const isSound =
          row.seq === sound + 1 && row.previous === previous && row.hash === hashOf(row, parsed(row.detail));
        if (!isSound) return { ok: false, entries: count.get() ?? 0, first_bad: row.seq };
        previous = row.hash;
        sound += 1;
      }
      // In the same turn as the last stretch: what is appended meanwhile moves both.
      if (rows.length < STRETCH) break;
      onProgress?.(Math.min(1, sound / (count.get() ?? 1)));
      await nextTurn();
      if (signal?.aborted) throw new HomeostatError("CANCELLED");
    }
    const complete = (head.get(HEAD)?.value ?? GENESIS) === previous;
    return { ok: complete, entries: sound, first_bad: complete ? null : sound + 1 };
  };

  return { append: (entry) => append.immediate(entry), list, verify };
}
