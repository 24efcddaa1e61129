import fc from "fast-check";
import { expect, test } from "vitest";
import { openDatabase, simulatedClock } from "../shared/index.ts";
import { createAudit } from "./audit.ts";

function audited(actions: string[]) {
  const db = openDatabase(":memory:");
  const audit = createAudit(db, simulatedClock(1000));
  for (const action of actions)
    audit.append({ actor: "user", action, subject: "iris@v0001", detail: { b: 1, a: [2] } });
  return { db, audit };
}

test("an empty trail is sound", async () => {
  expect(await audited([]).audit.verify()).toEqual({ ok: true, entries: 0, first_bad: null });
});

test("entries come back oldest first, with their details", async () => {
  const { audit } = audited(["register", "promote"]);
  expect(audit.list()).toMatchObject([
    { seq: 1, action: "register", at: "1970-01-01T00:00:01.000Z", detail: { a: [2], b: 1 } },
    { seq: 2, action: "promote" },
  ]);
  expect(await audit.verify()).toEqual({ ok: true, entries: 2, first_bad: null });
});

test("the newest that fit, of those that hold a text", () => {
  const { audit } = audited(["register", "promote_50%", "Promote", "register"]);
  const seqs = (filter: Parameters<typeof audit.list>[0]) => audit.list(filter).map(({ seq }) => seq);
  expect(seqs({ limit: 2 })).toEqual([3, 4]);
  expect(seqs({ search: "promote" })).toEqual([2, 3]);
  expect(seqs({ search: "PROMOTE", limit: 1 })).toEqual([3]);
  expect(seqs({ search: "0%" })).toEqual([2]);
  expect(seqs({ search: "e_5" })).toEqual([2]);
});

test("the hash does not depend on the order in which a detail was built", () => {
  const [one, two] = [
    { a: 1, b: { c: 2, d: 3 } },
    { b: { d: 3, c: 2 }, a: 1 },
  ].map((detail) => {
    const audit = createAudit(openDatabase(":memory:"), simulatedClock(0));
    return audit.append({ actor: "user", action: "policy", subject: "iris", detail }).hash;
  });
  expect(one).toBe(two);
});

test("a changed cell of any entry is found, at that entry", async () => {
  const changes = ["at = at + 1", "actor = 'x'", "action = 'x'", "subject = 'x'", "detail = '{}'", "detail = '{'"];
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 6 }), fc.constantFrom(...changes), async (seq, change) => {
      const { db, audit } = audited(["a", "b", "c", "d", "e", "f"]);
      db.exec(`UPDATE audit SET ${change} WHERE seq = ${seq}`);
      expect(await audit.verify()).toEqual({ ok: false, entries: 6, first_bad: seq });
    }),
    { numRuns: 20 },
  );
});

test("a removed entry is found: in the middle, and at the end", async () => {
  const { db, audit } = audited(["a", "b", "c"]);
  db.exec("DELETE FROM audit WHERE seq = 3");
  expect(await audit.verify()).toEqual({ ok: false, entries: 2, first_bad: 3 });
  db.exec("DELETE FROM audit WHERE seq = 1");
  expect(await audit.verify()).toEqual({ ok: false, entries: 1, first_bad: 2 });
});

test("a long trail is proven a stretch at a time, what is appended meanwhile too, and can be let be", async () => {
  const { audit } = audited(Array.from({ length: 1200 }, (_, at) => `action ${at}`));
  const told: number[] = [];
  const append = () => audit.append({ actor: "user", action: "late", subject: "iris", detail: {} });
  const found = audit.verify({ onProgress: (done) => told.push(done) });
  append();
  expect(await found).toEqual({ ok: true, entries: 1201, first_bad: null });
  expect(told.map((done) => Number(done.toFixed(2)))).toEqual([0.42, 0.83]);
  const aborted = audit.verify({ signal: AbortSignal.abort() });
  await expect(aborted).rejects.toMatchObject({ code: "CANCELLED" });
});

test("an unreadable entry is still listed", () => {
  const { db, audit } = audited(["a"]);
  db.exec("UPDATE audit SET detail = '{'");
  expect(audit.list()[0]!.detail).toEqual({ unreadable: "{" });
});
