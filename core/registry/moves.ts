/** Promotions and roll-backs: who was put live when, and the one transaction that each of them is. */
import { type GateVerdict, HomeostatError, type Stage } from "../contract/index.ts";
import type { Clock, Database } from "../shared/index.ts";
import type { Audit } from "./audit.ts";
import { checkPromotable, checkStep, type PastVersion, rollbackTarget } from "./stages.ts";
import { checkTraffic } from "./traffic.ts";
import type { VersionStore } from "./versions.ts";

export interface Why {
  actor: string;
  reason: string;
}

export interface Moves {
  /** @param why with the `share` of a canary, percent */
  setStage(model: string, version: string, stage: Stage, why: Why & { share?: number }): void;
  promote(model: string, version: string, why: Why & { gate: GateVerdict | null }): { from: string | null; to: string };
  rollback(model: string, why: Why & { to?: string }): { from: string; to: string };
}

interface MoveDeps {
  db: Database;
  clock: Clock;
  store: VersionStore;
  audit: Audit;
  /** Called inside the transaction, last: if it fails, nothing has moved. */
  announce(model: string, version: string): void;
}

/**
 * Each move is one immediate transaction: stages, the moves row, the audit row, and last the file that tells of it.
 * At every commit a model has at most one production version (a unique index holds that too).
 */
export function createMoves({ db, clock, store, audit, announce }: MoveDeps): Moves {
  const insert = db.prepare(
    `INSERT INTO moves (model, kind, from_version, to_version, reason, at)
     VALUES (:model, :kind, :from, :to, :reason, :at)`,
  );
  const lived = db.prepare<[string], PastVersion>(
    `SELECT v.version, v.stage FROM moves m JOIN versions v ON v.model = m.model AND v.version = m.to_version
      WHERE m.model = ? ORDER BY m.seq`,
  );

  const last = db.prepare<[string], { kind: string; from_version: string | null; to_version: string }>(
    "SELECT kind, from_version, to_version FROM moves WHERE model = ? ORDER BY seq DESC LIMIT 1",
  );

  function record(kind: "promote" | "rollback", model: string, from: string | null, to: string, why: Why) {
    insert.run({ model, kind, from, to, reason: why.reason, at: clock.now() });
  }

  const setStage = db.transaction((model: string, version: string, stage: Stage, why: Why & { share?: number }) => {
    const { actor, reason, share } = why;
    const from = store.stage(model, version);
    const moved = from !== stage;
    if (!moved && (stage !== "canary" || store.traffic(model).canary?.share === share)) return;
    const subject = `${model}@${version}`;
    if (moved) checkStep(from, stage, subject);
    checkTraffic({ model, version, stage, share }, store.production(model), store.traffic(model));
    store.setStage(model, version, stage, clock.now(), share);
    const detail = { from, to: stage, reason, ...(share === undefined ? {} : { share }) };
    audit.append({ actor, action: "stage", subject, detail });
  });

  const promote = db.transaction((model: string, version: string, why: Why & { gate: GateVerdict | null }) => {
    const stage = store.stage(model, version);
    const from = store.production(model);
    if (from === version) return { from, to: version };
    checkPromotable(model, version, stage);
    if (from !== null) store.setStage(model, from, "archived", clock.now());
    store.setStage(model, version, "production", clock.now());
    record("promote", model, from, version, why);
    const { actor, reason, gate } = why;
    audit.append({ actor, action: "promote", subject: `${model}@${version}`, detail: { from, reason, gate } });
    announce(model, version);
    return { from, to: version };
  });

  const rollback = db.transaction((model: string, why: Why & { to?: string }) => {
    if (!store.model(model)) throw new HomeostatError("MODEL_NOT_FOUND", { model });
    const from = store.production(model);
    if (from === null) throw new HomeostatError("NO_PRODUCTION", { model });
    if (why.to !== undefined) store.stage(model, why.to);
    const to = rollbackTarget(model, from, lived.all(model), why.to);
    // Who goes back on a roll-back found nothing wrong with the version that it brought.
    const undone = last.get(model);
    const isUndo = undone?.kind === "rollback" && undone.from_version === to && undone.to_version === from;
    store.setStage(model, from, isUndo ? "archived" : "rejected", clock.now());
    store.setStage(model, to, "production", clock.now());
    record("rollback", model, from, to, why);
    const { actor, reason } = why;
    audit.append({ actor, action: "rollback", subject: `${model}@${to}`, detail: { from, reason } });
    announce(model, to);
    return { from, to };
  });

  return {
    setStage: (...args) => setStage.immediate(...args),
    promote: (...args) => promote.immediate(...args),
    rollback: (...args) => rollback.immediate(...args),
  };
}
