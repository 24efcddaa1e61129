/** Repairs in front of a model: which stand, which stood, and what a row of some moment reads like through them. */
import { HomeostatError, type Repair, type StoredRepair, say } from "../contract/index.ts";
import { describeRepair, repairRow } from "../data/index.ts";
import type { Clock, Database } from "../shared/index.ts";
import type { Audit } from "./audit.ts";
import { canonicalJson } from "./canonical-json.ts";

export interface Repairs {
  /** Oldest first, ended ones included. */
  list(model: string): StoredRepair[];
  /**
   * Puts repairs in force for rows from `from` on. Asked again for the same incident, it does nothing; the inverse of
   * one in force ends that one instead.
   * @param from epoch ms
   */
  apply(model: string, repairs: readonly Repair[], about: { from: number; incident: string; author: string }): void;
  /** Ends a repair: rows from now on are read as they come. @throws WRONG_USE where none of that number is in force */
  lift(model: string, number: number, author: string): StoredRepair;
  /** A row as the repairs of its moment make it; the same object where none does anything. */
  read(model: string, at: number, row: Record<string, unknown>): Record<string, unknown>;
  readNow(model: string, row: Record<string, unknown>): Record<string, unknown>;
}

interface Row {
  model: string;
  number: number;
  repair: string;
  from_at: number;
  until_at: number | null;
  incident: string;
  author: string;
}

interface Spell {
  repair: Repair;
  from: number;
  until: number;
}

/** One undoes the other: the same columns exchanged again, a factor and its inverse. */
function undoes(one: Repair, other: Repair): boolean {
  if (one.kind === "swap" && other.kind === "swap")
    return one.columns.toSorted().join() === other.columns.toSorted().join();
  if (one.kind !== "convert" || other.kind !== "convert" || one.column !== other.column) return false;
  const factor = one.factor * other.factor;
  const offset = other.offset * one.factor + one.offset;
  return Math.abs(factor - 1) < 1e-3 && Math.abs(offset) < 1e-3 * Math.max(1, Math.abs(one.offset));
}

function stored({ model, number, repair: text, from_at, until_at, incident, author }: Row): StoredRepair {
  const repair = JSON.parse(text) as Repair;
  return {
    ...{ model, number, repair, incident, author },
    what: `${describeRepair(repair)}.`,
    from: new Date(from_at).toISOString(),
    until: until_at === null ? null : new Date(until_at).toISOString(),
  };
}

export function createRepairs({ db, clock, audit }: { db: Database; clock: Clock; audit: Audit }): Repairs {
  const rows = db.prepare<[string], Row>("SELECT * FROM repairs WHERE model = ? ORDER BY number");
  const insert = db.prepare<Row>(
    `INSERT INTO repairs (model, number, repair, from_at, until_at, incident, author)
     VALUES (:model, :number, :repair, :from_at, :until_at, :incident, :author)`,
  );
  const end = db.prepare<[number, string, number]>("UPDATE repairs SET until_at = ? WHERE model = ? AND number = ?");
  /** Asked for every row that is answered. */
  const spells = new Map<string, Spell[]>();

  function spellsOf(model: string): Spell[] {
    let known = spells.get(model);
    if (!known) {
      known = rows.all(model).map(({ repair, from_at, until_at }) => ({
        repair: JSON.parse(repair) as Repair,
        from: from_at,
        until: until_at ?? Number.POSITIVE_INFINITY,
      }));
      spells.set(model, known);
    }
    return known;
  }

  function finish(model: string, number: number, author: string): void {
    end.run(clock.now(), model, number);
    audit.append({ actor: author, action: "repair_end", subject: model, detail: { number } });
    spells.delete(model);
  }

  function add(model: string, repair: Repair, about: { from: number; incident: string; author: string }): void {
    const known = rows.all(model);
    const text = canonicalJson(repair);
    if (known.some((row) => row.incident === about.incident && row.repair === text)) return;
    const inverse = known.find((row) => row.until_at === null && undoes(JSON.parse(row.repair) as Repair, repair));
    const { from, incident, author } = about;
    if (inverse) {
      finish(model, inverse.number, author);
      return;
    }
    const number = known.length + 1;
    insert.run({ ...{ model, number, repair: text, incident, author }, from_at: from, until_at: null });
    audit.append({ actor: author, action: "repair", subject: model, detail: { number, repair, incident } });
    spells.delete(model);
  }

  const apply = db.transaction((...[model, repairs, about]: Parameters<Repairs["apply"]>) => {
    for (const repair of repairs) add(model, repair, about);
  });

  const lift = db.transaction((model: string, number: number, author: string): StoredRepair => {
    const found = rows.all(model).find((row) => row.number === number && row.until_at === null);
    if (!found) throw new HomeostatError("WRONG_USE", { reason: say("noRepair", { model, number }) });
    finish(model, number, author);
    return stored({ ...found, until_at: clock.now() });
  });

  function read(model: string, at: number, row: Record<string, unknown>): Record<string, unknown> {
    const ofModel = spellsOf(model);
    if (ofModel.length === 0) return row;
    return repairRow(
      ofModel.filter(({ from, until }) => at >= from && at < until).map(({ repair }) => repair),
      row,
    );
  }

  return {
    list: (model) => rows.all(model).map(stored),
    apply: (...args) => apply.immediate(...args),
    lift: (...args) => lift.immediate(...args),
    read,
    readNow: (model, row) => read(model, clock.now(), row),
  };
}
